// Package relay hands buffers to another package, in the options that it asks for.
package relay

import (
	"bytes"
	"io"
	"sync"

	"example.com/options/upload"
)

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Forward lends a buffer to a package that asks for one, and sees to it itself.
func Forward(w io.Writer, name string, body []byte) error {
	lent := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(lent)
	return upload.Send(w, body, &upload.Options{Name: name, Body: lent})
}

var traces = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Trace lends a buffer to a package that writes to any writer.
func Trace(w io.Writer, name string, body []byte) (string, error) {
	lent := traces.Get().(*bytes.Buffer)
	defer traces.Put(lent) // want "its next user trusts what it holds"
	err := upload.Send(w, body, &upload.Options{Name: name, Trace: lent})
	return lent.String(), err
}
