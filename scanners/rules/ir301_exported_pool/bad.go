// Package frames shares its pools with everybody.
package frames

import "sync"

type Frame struct{ payload []byte }

var Frames = sync.Pool{New: func() any { return new(Frame) }} // want "`Frames` is an exported package-level pool"

var Sizes [4]sync.Pool // want "`Sizes` is an exported package-level pool"

type Pool struct{ inner sync.Pool }

func (p *Pool) Get() *Frame  { return p.inner.Get().(*Frame) }
func (p *Pool) Put(f *Frame) { p.inner.Put(f) }

var Shared = &Pool{inner: sync.Pool{New: func() any { return new(Frame) }}} // want "`Shared` is an exported package-level variable of the pool type `Pool`"

type Reader struct{ scratch sync.Pool }

// Scratch lets any caller put any thing into the reader's pool.
func (r *Reader) Scratch() *sync.Pool { // want "`Reader.Scratch` hands the pool `Reader.scratch` itself out"
	return &r.scratch
}
