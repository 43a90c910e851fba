// Package gateway keeps its pools where everything can reach them.
package gateway

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }} // want "`buffers` is a package-level pool: it outlives every owner, and everything in `gateway` shares it"

type Encoder struct{ out []byte }

var scratch = sync.Pool{New: func() any { return new([64]byte) }} // want "only `Encoder` uses it"

func (e *Encoder) Encode(text string) {
	s := scratch.Get().(*[64]byte)
	e.out = append(e.out, s[:copy(s[:], text)]...)
	scratch.Put(s)
}

func Greet(name string) string {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString("hello ")
	b.WriteString(name)
	return b.String()
}

type bufferPool struct{ inner sync.Pool }

func (p *bufferPool) get() *bytes.Buffer  { return p.inner.Get().(*bytes.Buffer) }
func (p *bufferPool) put(b *bytes.Buffer) { p.inner.Put(b) }

var shared = bufferPool{inner: sync.Pool{New: func() any { return new(bytes.Buffer) }}} // want "`shared` is a package-level variable of the pool type `bufferPool`: everything in `gateway` shares"
