// Package upload sends bodies, and takes the memory for that from its callers.
package upload

import (
	"bytes"
	"io"
)

// Options say how a body is sent. Body is reset before it is written to; what is written to Trace is kept.
type Options struct {
	Name  string
	Body  *bytes.Buffer
	Trace io.Writer
}

// Send sends a body.
func Send(w io.Writer, body []byte, options *Options) error { return send(w, body, options) }

func send(w io.Writer, body []byte, options *Options) error {
	if options.Body == nil {
		options.Body = new(bytes.Buffer)
	}
	options.Body.Reset()
	options.Body.WriteString(options.Name)
	options.Body.Write(body)
	if options.Trace != nil {
		_, _ = options.Trace.Write(body)
	}
	_, err := w.Write(options.Body.Bytes())
	return err
}
