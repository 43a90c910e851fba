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

// What is deferred is evaluated at once.
func give(b *bytes.Buffer) {
	if b != nil {
		b.Reset()
		buffers.Put(b)
	}
}

type task struct {
	buf  *bytes.Buffer
	name string
}

func (t *task) load(name string) {
	t.buf = buffers.Get().(*bytes.Buffer)
	t.buf.WriteString(name)
}

func loaded(name string) string {
	t := &task{name: name}
	defer give(t.buf) // want "`defer` evaluates `t.buf` at once, while it is nil"
	t.load(name)
	return t.buf.String()
}

func declared(name string) string {
	var b *bytes.Buffer
	defer buffers.Put(b) // want "`defer` evaluates `b` at once, while it is nil"
	b = buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	return b.String()
}

func named(name string) (b *bytes.Buffer) {
	defer give(b) // want "`defer` evaluates `b` at once, while it is nil"
	b = buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	return nil
}

// Each of these has something by then, or is not asked before.
func given(name string) string {
	t := &task{buf: buffers.Get().(*bytes.Buffer)}
	defer give(t.buf)
	t.buf.WriteString(name)
	return t.buf.String()
}

func filled(name string) string {
	t := &task{}
	t.load(name)
	defer give(t.buf)
	return t.buf.String()
}

func late(name string) string {
	var b *bytes.Buffer
	defer func() { give(b) }()
	b = buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	return b.String()
}

func round(names []string) {
	var b *bytes.Buffer
	for _, name := range names {
		defer give(b)
		b = buffers.Get().(*bytes.Buffer)
		b.WriteString(name)
	}
}
