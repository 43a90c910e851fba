// Package accessors gets at what a field holds by methods.
package accessors

import (
	"bytes"
	"sync"
)

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	chunks  = sync.Pool{New: func() any { b := make([]byte, 512); return &b }}
)

type holder struct {
	buf   *bytes.Buffer
	chunk *[]byte
	other *bytes.Buffer
}

func (h *holder) buffer() *bytes.Buffer { return h.buf }
func (h *holder) bytes() []byte         { return h.buf.Bytes() }
func (h *holder) block() []byte         { return *h.chunk }
func (h *holder) copied() []byte        { return bytes.Clone(h.buf.Bytes()) }
func (h *holder) another() []byte       { return h.other.Bytes() }

func (h *holder) Buffer() int {
	b := h.buffer()
	buffers.Put(h.buf)
	return b.Len() // want "`b` is used after `h.buf`, whose memory it shares, went back into `buffers`"
}

func (h *holder) Bytes() byte {
	data := h.bytes()
	buffers.Put(h.buf)
	return data[0] // want "`data` is used after `h.buf`, whose memory it shares, went back into `buffers`"
}

func (h *holder) Block() byte {
	data := h.block()
	chunks.Put(h.chunk)
	return data[0] // want "`data` is used after `h.chunk`, whose memory it shares, went back into `chunks`"
}

func (h *holder) Copied() byte {
	data := h.copied()
	buffers.Put(h.buf)
	return data[0]
}

func (h *holder) Another() byte {
	data := h.another()
	buffers.Put(h.buf)
	return data[0]
}

// Renewed asks again, of another object.
func (h *holder) Renewed() byte {
	data := h.bytes()
	buffers.Put(h.buf)
	h.buf = new(bytes.Buffer)
	data = h.bytes()
	return data[0]
}
