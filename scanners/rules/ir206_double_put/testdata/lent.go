// Package lent hands pooled buffers to functions for as long as these run.
package lent

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func withBuffer(use func(*bytes.Buffer)) {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	defer pool.Put(b)
	use(b)
}

func helpful(line string) (n int) {
	withBuffer(func(b *bytes.Buffer) {
		b.WriteString(line)
		n = b.Len()
		pool.Put(b) // want "is put back into `pool` by a function that only borrows it"
	})
	return n
}

// It puts back one of its own.
func modest(line string) {
	withBuffer(func(b *bytes.Buffer) {
		own := pool.Get().(*bytes.Buffer)
		own.Reset()
		own.WriteString(line)
		b.Write(own.Bytes())
		pool.Put(own)
	})
}
