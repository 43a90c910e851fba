// Package fields holds methods that put back a field of their receiver.
package fields

import (
	"bytes"
	"errors"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type encoder struct{ buffer *bytes.Buffer }

func (e *encoder) finish() {
	if e.buffer != nil {
		buffers.Put(e.buffer)
	}
}

func newEncoder() *encoder {
	b, _ := buffers.Get().(*bytes.Buffer)
	return &encoder{buffer: b}
}

func Encode(text string) error {
	e := newEncoder()
	defer e.finish() // want "`e.buffer` is put back into `buffers` a second time"
	if text == "" {
		return errors.New("nothing to do")
	}
	e.buffer.WriteString(text)
	e.finish()
	return nil
}

type closer struct{ buffer *bytes.Buffer }

func (c *closer) finish() {
	if c.buffer != nil {
		buffers.Put(c.buffer)
		c.buffer = nil
	}
}

func Clear(text string) {
	b, _ := buffers.Get().(*bytes.Buffer)
	c := &closer{buffer: b}
	defer c.finish()
	c.buffer.WriteString(text)
	c.finish()
}

func Each(all []*closer) {
	for _, c := range all {
		c.finish()
	}
}
