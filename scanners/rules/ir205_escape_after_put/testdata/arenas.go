// Package arenas holds memory that is only ever appended to: the next user writes behind what has left.
package arenas

import (
	"sync"
	"unsafe"
)

type builder struct{ buf []byte }

var builders = sync.Pool{New: func() any { return new(builder) }}

func (b *builder) text(p []byte) string {
	b.grow(len(p))
	b.buf = append(b.buf, p...)
	last := b.buf[len(b.buf)-len(p):]
	return unsafe.String(unsafe.SliceData(last), len(last))
}

func (b *builder) grow(n int) {
	if cap(b.buf)-len(b.buf) < n {
		b.buf = make([]byte, 0, 2*(cap(b.buf)+n))
	}
}

func Name(p []byte) string {
	b, _ := builders.Get().(*builder)
	defer builders.Put(b)
	return b.text(p)
}

// A rewinder looks like one, and begins anew with each user.
type rewinder struct{ buf []byte }

var rewinders = sync.Pool{New: func() any { return new(rewinder) }}

func (r *rewinder) text(p []byte) string {
	if cap(r.buf) < len(p) {
		r.buf = make([]byte, 0, len(p))
	}
	r.buf = append(r.buf[:0], p...)
	return unsafe.String(unsafe.SliceData(r.buf), len(r.buf))
}

func Rewound(p []byte) string {
	r, _ := rewinders.Get().(*rewinder)
	defer rewinders.Put(r)
	return r.text(p) // want "`r.text\(p\)` is returned"
}
