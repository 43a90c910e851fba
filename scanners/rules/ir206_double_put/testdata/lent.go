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

// inBatches gives each buffer away, and puts back only one that nobody wants.
func inBatches(lines []string, take func(*bytes.Buffer) error) error {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	if len(lines) == 0 {
		return take(b)
	}
	for _, line := range lines {
		b.WriteString(line)
		if b.Len() > 1<<10 {
			if err := take(b); err != nil {
				return err
			}
			b = pool.Get().(*bytes.Buffer)
			b.Reset()
		}
	}
	pool.Put(b)
	return nil
}

func takeAll(lines []string) (n int, err error) {
	err = inBatches(lines, func(b *bytes.Buffer) error {
		defer pool.Put(b)
		n += b.Len()
		return nil
	})
	return n, err
}
