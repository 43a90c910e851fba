// Package errors holds functions that put back what they are given where they fail.
package errors

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func fill(b *bytes.Buffer, r io.Reader) (err error) {
	defer func() {
		if err != nil {
			buffers.Put(b)
		}
	}()
	_, err = b.ReadFrom(r)
	return err
}

func Read(r io.Reader) (string, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "`b` is put back into `buffers` a second time"
	if err := fill(b, r); err != nil {
		return "", err
	}
	return b.String(), nil
}

func Twice(r io.Reader) (string, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	if err := fill(b, r); err != nil {
		buffers.Put(b) // want "`b` is put back into `buffers` a second time"
		return "", err
	}
	text := b.String()
	buffers.Put(b)
	return text, nil
}

func Once(r io.Reader) (string, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	if err := fill(b, r); err != nil {
		return "", err
	}
	text := b.String()
	buffers.Put(b)
	return text, nil
}

type queue struct {
	waiting chan *bytes.Buffer
	closed  chan struct{}
}

// offer takes a buffer over, and puts it back where nobody waits for it.
func (q *queue) offer(b *bytes.Buffer) error {
	select {
	case q.waiting <- b:
		return nil
	default:
		buffers.Put(b)
		return io.ErrShortBuffer
	}
}

func (q *queue) Offer(text string) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	err := q.offer(b)
	if err != nil {
		buffers.Put(b) // want "`b` is put back into `buffers` a second time"
	}
	return err
}

func (q *queue) OfferOnce(text string) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	return q.offer(b)
}

// post says nothing of what came of it.
func (q *queue) post(b *bytes.Buffer) {
	select {
	case q.waiting <- b:
	case <-q.closed:
		buffers.Put(b)
	}
}

func (q *queue) Post(text string) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	q.post(b)
	return len(text)
}

func telling(err error) error { return fmt.Errorf("read: %w", err) }

// read takes a buffer over, and puts it back where it cannot be filled.
func read(b *bytes.Buffer, r io.Reader) error {
	if _, err := b.ReadFrom(r); err != nil {
		buffers.Put(b)
		return telling(err)
	}
	return nil
}

func Told(r io.Reader) (string, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	if err := read(b, r); err != nil {
		return "", err
	}
	text := b.String()
	buffers.Put(b)
	return text, nil
}

func ToldTwice(r io.Reader) (string, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	err := read(b, r)
	if err != nil {
		buffers.Put(b) // want "`b` is put back into `buffers` a second time"
		return "", err
	}
	text := b.String()
	buffers.Put(b)
	return text, nil
}
