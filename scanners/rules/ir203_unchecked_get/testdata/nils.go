package nils

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// reader is read on after the end: io.EOF may be asked for twice.
type reader struct {
	buf  *bytes.Buffer
	rest []byte
}

func (r *reader) next() []byte {
	if r.buf == nil {
		return nil
	}
	return r.rest
}

func (r *reader) Read(p []byte) (int, error) {
	rest := r.next()
	if len(rest) == 0 {
		buffers.Put(r.buf) // want "`r.buf` is nil when `reader.Read` is called again"
		r.buf = nil
		return 0, io.EOF
	}
	n := copy(p, rest)
	r.rest = rest[n:]
	return n, nil
}

func (r *reader) Write(p []byte) (int, error) {
	if r.buf != nil {
		buffers.Put(r.buf)
		r.buf = nil
	}
	return 0, io.ErrClosedPipe
}

// Close is called by whoever reads and by whoever opened it.
func (r *reader) Close() error {
	buffers.Put(r.buf) // want "`r.buf` is nil when `reader.Close` is called again"
	r.buf = nil
	return nil
}

// writer stops at the nil before it would put it back.
type writer struct {
	buf    *bytes.Buffer
	out    io.Writer
	closed bool
}

func (w *writer) Read(p []byte) (int, error) { return w.buf.Read(p) }

func (w *writer) Write(p []byte) (int, error) { return w.buf.Write(p) }

func (w *writer) Close() error {
	_, err := w.buf.WriteTo(w.out)
	buffers.Put(w.buf)
	w.buf = nil
	return err
}

// release belongs to its one caller.
func (w *writer) release() {
	buffers.Put(w.buf)
	w.buf = nil
}

func (w *writer) Next() bool {
	if w.closed {
		return false
	}
	w.closed = true
	buffers.Put(w.buf)
	w.buf = nil
	return false
}
