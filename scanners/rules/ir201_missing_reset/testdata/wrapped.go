// Package wrapped holds buffers that go into a struct, which may see to their reset.
package wrapped

import (
	"bytes"
	"io"
	"sync"
)

type pool struct{ buffers sync.Pool }

func (p *pool) get() *bytes.Buffer {
	if b, ok := p.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

type freeing struct {
	io.Writer
	body *bytes.Buffer
}

func newFreeing(w io.Writer, b *bytes.Buffer) *freeing { return &freeing{Writer: w, body: b} }

func (f *freeing) free() {
	f.body.Reset()
	f.body = nil
}

type leaving struct {
	io.Writer
	body *bytes.Buffer
}

func newLeaving(w io.Writer, b *bytes.Buffer) *leaving { return &leaving{Writer: w, body: b} }

func (l *leaving) free() { l.body = nil }

var resetting, keeping pool

func Reset(w io.Writer, use func(io.Writer)) {
	b := resetting.get()
	f := newFreeing(w, b)
	use(f)
	f.free()
	resetting.buffers.Put(b)
}

func Keep(w io.Writer, use func(io.Writer)) {
	b := keeping.get()
	l := newLeaving(w, b)
	use(l)
	w.Write(b.Bytes())
	l.free()
	keeping.buffers.Put(b) // want "goes back into `pool.buffers` without a reset"
}
