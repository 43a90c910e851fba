// Package wrapped holds writers and readers around a pooled buffer.
package wrapped

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func Compress(data []byte, w io.Writer) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	z := gzip.NewWriter(b)
	defer z.Close() // want "a deferred call uses `z` after `b` went back into `buffers`"
	defer buffers.Put(b)
	if _, err := z.Write(data); err != nil {
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

func Encode(value any) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	encoder := json.NewEncoder(b)
	buffers.Put(b)
	return encoder.Encode(value) // want "`encoder` is used after `b`, whose memory it shares, went back"
}

// Deferred calls run last in, first out.
func InOrder(data []byte) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	z := gzip.NewWriter(b)
	defer z.Close()
	_, err := z.Write(data)
	return err
}

// Close of a reader leaves alone what it reads from.
func Reader() error {
	b, _ := buffers.Get().(*bytes.Buffer)
	z, err := gzip.NewReader(b)
	if err != nil {
		buffers.Put(b)
		return err
	}
	defer z.Close()
	_, err = io.Copy(io.Discard, z)
	buffers.Put(b)
	return err
}

func Again(w io.Writer) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	z := gzip.NewWriter(b)
	buffers.Put(b)
	z.Reset(w)
	return z.Close()
}
