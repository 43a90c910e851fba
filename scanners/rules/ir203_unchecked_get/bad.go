// Package codec keeps decoders in pools.
package codec

import (
	"bytes"
	"strings"
	"sync"
)

// Codec decodes frames; its pools have no New.
type Codec struct {
	buffers sync.Pool
	readers sync.Pool
}

// Decode panics when the pool has been emptied.
func (c *Codec) Decode(frame []byte) int {
	buf := c.buffers.Get().(*bytes.Buffer) // want "`Codec.buffers` has no New"
	buf.Reset()
	buf.Write(frame)
	n := buf.Len()
	c.buffers.Put(buf)
	return n
}

// DecodeText puts the reader into the pool of the buffers.
func (c *Codec) DecodeText(text string) int {
	r, ok := c.readers.Get().(*strings.Reader)
	if !ok {
		r = new(strings.Reader)
	}
	r.Reset(text)
	n := r.Len()
	c.buffers.Put(r) // want "`\*strings.Reader` is put into `Codec.buffers`"
	return n
}
