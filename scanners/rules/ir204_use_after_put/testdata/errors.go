// Package errors holds functions that put back what they are given where they fail, or where they do not.
package errors

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func fill(b *bytes.Buffer, r io.Reader) error {
	_, err := b.ReadFrom(r)
	if err != nil {
		buffers.Put(b)
		return err
	}
	return nil
}

// The buffer is put back by whoever uses it last.
func Read(r io.Reader) (string, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	if err := fill(b, r); err != nil {
		return "", err
	}
	text := b.String()
	buffers.Put(b)
	return text, nil
}

func Failed(r io.Reader) (int, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	err := fill(b, r)
	if err != nil {
		return b.Len(), err // want "`b` is used after it went back into `buffers`"
	}
	length := b.Len()
	buffers.Put(b)
	return length, nil
}

func send(b *bytes.Buffer, w io.Writer) (ok bool) {
	if _, err := b.WriteTo(w); err != nil {
		return false
	}
	buffers.Put(b)
	return true
}

func Send(w io.Writer) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	if !send(b, w) {
		length := b.Len()
		buffers.Put(b)
		return length
	}
	return b.Len() // want "`b` is used after it went back into `buffers`"
}

func forward(b *bytes.Buffer, r io.Reader) error {
	return fill(b, r)
}

func Forward(r io.Reader) (int, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	if err := forward(b, r); err != nil {
		return b.Len(), err // want "`b` is used after it went back into `buffers`"
	}
	length := b.Len()
	buffers.Put(b)
	return length, nil
}

// Nobody can tell from outside whether the buffer went back.
func drain(b *bytes.Buffer, r io.Reader) {
	if _, err := b.ReadFrom(r); err != nil {
		buffers.Put(b)
	}
}

func Drain(r io.Reader) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	drain(b, r)
	return b.Len()
}
