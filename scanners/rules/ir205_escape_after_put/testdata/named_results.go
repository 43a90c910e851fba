// Package named returns structs by their name, and puts back what their fields were set to.
package named

import (
	"bytes"
	"sync"
)

type response struct {
	code int
	body []byte
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Encode returns a body that the next user writes over.
func Encode(text string) (r response, err error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if _, err = b.WriteString(text); err != nil {
		return
	}
	r.code = 200
	r.body = b.Bytes()
	return // want "`r` is returned and shares its memory with `b`"
}

// Copied returns a body of its own.
func Copied(text string) (r response, err error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if _, err = b.WriteString(text); err != nil {
		return
	}
	r.body = bytes.Clone(b.Bytes())
	return
}

// Failed has set the body where it fails, and nobody looks at it.
func Failed(text string, check func([]byte) error) (r response, err error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(text)
	r.body = b.Bytes()
	if err = check(r.body); err != nil {
		buffers.Put(b)
		return
	}
	return
}
