// Package closures puts back what it has got together with a function that does so.
package closures

import (
	"bytes"
	"io"
	"sync"
)

type scratch struct{ words []string }

var pool = sync.Pool{New: func() any { return new(scratch) }}

func acquire() (*scratch, func()) {
	s := pool.Get().(*scratch)
	s.words = s.words[:0]
	return s, func() { pool.Put(s) }
}

func Words(texts []string) []string {
	s, release := acquire()
	defer release()
	s.words = append(s.words, texts...)
	return s.words // want "`s.words` is returned and shares its memory with `s`"
}

func Copied(texts []string) []string {
	s, release := acquire()
	defer release()
	s.words = append(s.words, texts...)
	return append([]string(nil), s.words...)
}

// Lent leaves the Put to its caller.
func Lent(texts []string) (*scratch, func()) {
	s, release := acquire()
	s.words = append(s.words, texts...)
	return s, release
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encode hands out memory of the object instead of the object.
func encode(text string) ([]byte, func(), error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if len(text) > 80 {
		buffers.Put(b)
		return nil, nil, io.ErrShortBuffer
	}
	b.WriteString(text)
	return b.Bytes(), func() { buffers.Put(b) }, nil
}

func Encoded(text string) ([]byte, error) {
	line, release, err := encode(text)
	if err != nil {
		return nil, err
	}
	defer release()
	return line, nil // want "`line` is returned, and this function puts it back"
}

func Written(w io.Writer, text string) error {
	line, release, err := encode(text)
	if err != nil {
		return err
	}
	defer release()
	_, err = w.Write(line)
	return err
}

func count(text string) (int, func()) {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	return b.Len(), func() { buffers.Put(b) }
}

func Counted(text string) int {
	n, release := count(text)
	defer release()
	return n
}
