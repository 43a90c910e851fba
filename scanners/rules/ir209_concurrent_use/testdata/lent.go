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

func late(line string) {
	withBuffer(func(b *bytes.Buffer) {
		go b.WriteString(line) // want "`b` goes back into `pool` while a goroutine that was started with `b` may still use it"
	})
}

func waits(lines []string) {
	withBuffer(func(b *bytes.Buffer) {
		var all sync.WaitGroup
		for _, line := range lines {
			all.Go(func() { b.WriteString(line) })
		}
		all.Wait()
	})
}
