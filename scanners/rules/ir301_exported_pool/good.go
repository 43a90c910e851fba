// Package frames keeps its pool to itself and lends frames.
package frames

import "sync"

type Frame struct{ payload []byte }

// Reader owns its pool: it is made with the reader and goes with it.
type Reader struct{ frames sync.Pool }

func NewReader() *Reader {
	return &Reader{frames: sync.Pool{New: func() any { return new(Frame) }}}
}

func (r *Reader) Borrow() *Frame {
	return r.frames.Get().(*Frame)
}

func (r *Reader) GiveBack(f *Frame) {
	f.payload = f.payload[:0]
	r.frames.Put(f)
}

// NewPool makes a pool for whoever calls it: nothing of this package is shared.
func NewPool() *sync.Pool {
	return &sync.Pool{New: func() any { return new(Frame) }}
}

// pool is not exported, and the function that picks it is not either.
func (r *Reader) pool() *sync.Pool { return &r.frames }

func (r *Reader) reuse(f *Frame) { r.pool().Put(f) }
