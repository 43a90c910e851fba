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

func try(use func(*bytes.Buffer) error) error {
	return tryTwice(use)
}

func tryTwice(use func(*bytes.Buffer) error) error {
	b := pool.Get().(*bytes.Buffer)
	defer func() {
		pool.Put(b)
	}()
	b.Reset()
	if err := use(b); err == nil {
		return nil
	}
	b.Reset()
	return use(b)
}

func result[T any](of func(*bytes.Buffer) T) T {
	b := pool.Get().(*bytes.Buffer)
	defer pool.Put(b)
	b.Reset()
	return of(b)
}

func size(of func(*bytes.Buffer) []byte) int {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	n := len(of(b))
	pool.Put(b)
	return n
}

func captured(line string) (out []byte) {
	withBuffer(func(b *bytes.Buffer) {
		b.WriteString(line)
		out = b.Bytes() // want "`out` outlives this function and holds memory of `b`, which `withBuffer` lends"
	})
	return out
}

type cache map[string][]byte

func (c cache) fill(key string) error {
	return try(func(b *bytes.Buffer) error {
		b.WriteString(key)
		c[key] = b.Bytes() // want "which `tryTwice` lends and then puts back into `pool`"
		return nil
	})
}

type page struct{ body []byte }

func (p *page) take(b *bytes.Buffer) {
	p.body = b.Bytes() // want "`p.body` outlives this function"
}

func (p *page) load() {
	withBuffer(p.take)
}

func returned(line string) []byte {
	return result(func(b *bytes.Buffer) []byte {
		b.WriteString(line)
		return b.Bytes() // want "is returned and shares its memory with `b`, which `result` lends"
	})
}

func copied(line string) (out string, all []byte) {
	withBuffer(func(b *bytes.Buffer) {
		b.WriteString(line)
		out = b.String()
		all = append(all, b.Bytes()...)
	})
	return out, all
}

// Nobody keeps what the literal returns.
func counted(line string) int {
	return size(func(b *bytes.Buffer) []byte {
		b.WriteString(line)
		return b.Bytes()
	})
}

// The variable is read inside the literal alone.
func scratch(lines []string) (n int) {
	var head []byte
	for _, line := range lines {
		withBuffer(func(b *bytes.Buffer) {
			b.WriteString(line)
			head = b.Bytes()
			n += len(head)
		})
	}
	return n
}

// Whoever takes it from here puts it back.
func handed(use func(*bytes.Buffer)) {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	use(b)
}

func owned() (out *bytes.Buffer) {
	handed(func(b *bytes.Buffer) {
		out = b
	})
	return out
}

func retried(attempt func(func())) []byte {
	var out []byte
	attempt(func() {
		b := pool.Get().(*bytes.Buffer)
		defer pool.Put(b)
		b.Reset()
		out = b.Bytes() // want "`out` outlives this function and holds memory of `b`, which the function puts back"
	})
	return out
}

func eachLine(lines []string, do func([]byte)) {
	b := pool.Get().(*bytes.Buffer)
	defer pool.Put(b)
	for _, line := range lines {
		b.Reset()
		b.WriteString(line)
		text := b.Bytes()
		do(text)
	}
}

func collected(lines []string) (all [][]byte) {
	eachLine(lines, func(line []byte) {
		all = append(all, bytes.TrimSpace(line)) // want "`all` outlives this function and holds memory of `line`"
	})
	return all
}

func cloned(lines []string) (all [][]byte) {
	eachLine(lines, func(line []byte) {
		all = append(all, bytes.Clone(line))
	})
	return all
}

var slabs = sync.Pool{New: func() any { b := make([]byte, 0, 64); return &b }}

// The literal cuts and puts back what the variable holds, whatever that is by then.
func cut(line string) string {
	slab := *slabs.Get().(*[]byte)
	defer func() {
		slab = slab[:0]
		slabs.Put(&slab)
	}()
	slab = append(slab, line...)
	return string(slab)
}

// fillEach asks for another buffer when one is full, and puts back the last.
func fillEach(lines []string, full func(*bytes.Buffer) (*bytes.Buffer, bool)) {
	b := pool.Get().(*bytes.Buffer)
	defer func() { pool.Put(b) }()
	for _, line := range lines {
		if b.Len() > 512 {
			next, stop := full(b)
			if stop {
				return
			}
			b = next
		}
		b.WriteString(line)
	}
}

func exchanged(lines []string, to chan<- *bytes.Buffer) {
	fillEach(lines, func(b *bytes.Buffer) (*bytes.Buffer, bool) {
		select {
		case to <- b:
			return pool.Get().(*bytes.Buffer), false
		default:
			return nil, true
		}
	})
}

// Here the Put has taken the first of them at once.
func fillFirst(lines []string, full func(*bytes.Buffer) *bytes.Buffer) {
	b := pool.Get().(*bytes.Buffer)
	defer pool.Put(b)
	for _, line := range lines {
		if b.Len() > 512 {
			b = full(b)
		}
		b.WriteString(line)
	}
}

func kept(lines []string, to chan<- *bytes.Buffer) {
	fillFirst(lines, func(b *bytes.Buffer) *bytes.Buffer {
		to <- b // want "`b` is sent to another goroutine and shares its memory with `b`, which `fillFirst` lends"
		return new(bytes.Buffer)
	})
}
