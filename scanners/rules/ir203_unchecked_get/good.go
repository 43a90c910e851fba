// Package codec keeps decoders in pools.
package codec

import (
	"bytes"
	"strings"
	"sync"
)

// Codec decodes frames.
type Codec struct {
	buffers sync.Pool
	readers sync.Pool
}

// New sets what the pool makes when it is empty.
func New() *Codec {
	return &Codec{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

// Decode gets a buffer in any case.
func (c *Codec) Decode(frame []byte) int {
	buf := c.buffers.Get().(*bytes.Buffer)
	buf.Reset()
	buf.Write(frame)
	n := buf.Len()
	c.buffers.Put(buf)
	return n
}

// DecodeText looks whether there was a reader.
func (c *Codec) DecodeText(text string) int {
	r, ok := c.readers.Get().(*strings.Reader)
	if !ok {
		r = new(strings.Reader)
	}
	r.Reset(text)
	n := r.Len()
	c.readers.Put(r)
	return n
}
