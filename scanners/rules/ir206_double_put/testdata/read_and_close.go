// Package readers puts back in Read or Next, where it is through, what Close puts back too.
package readers

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type reader struct{ buf *bytes.Buffer }

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.buf.Read(p)
	if err == io.EOF {
		buffers.Put(r.buf) // want "Close puts `r.buf` back into `buffers` once more"
	}
	return n, err
}

func (r *reader) Close() error {
	if r.buf != nil {
		buffers.Put(r.buf)
		r.buf = nil
	}
	return nil
}

type lines struct {
	buf  *bytes.Buffer
	line []byte
}

func (l *lines) Next() bool {
	line, err := l.buf.ReadBytes('\n')
	if err != nil {
		l.free() // want "Close puts `l.buf` back into `buffers` once more"
		return false
	}
	l.line = line
	return true
}

func (l *lines) free() { buffers.Put(l.buf) }

func (l *lines) Close() { l.free() }

// careful forgets what it has put back.
type careful struct{ buf *bytes.Buffer }

func (c *careful) Read(p []byte) (int, error) {
	if c.buf == nil {
		return 0, io.EOF
	}
	n, err := c.buf.Read(p)
	if err == io.EOF {
		buffers.Put(c.buf)
		c.buf = nil
	}
	return n, err
}

func (c *careful) Close() error {
	if c.buf != nil {
		buffers.Put(c.buf)
		c.buf = nil
	}
	return nil
}

// marked says that it is through, and Close asks for that.
type marked struct {
	buf  *bytes.Buffer
	done bool
}

func (m *marked) Next() bool {
	if m.buf.Len() > 0 {
		return true
	}
	buffers.Put(m.buf)
	m.done = true
	return false
}

func (m *marked) Close() error {
	if m.done {
		return nil
	}
	buffers.Put(m.buf)
	return nil
}

// either is ended by one method or by the other.
type either struct{ buf *bytes.Buffer }

func (e *either) Commit() { buffers.Put(e.buf) }

func (e *either) Close() { buffers.Put(e.buf) }

// alone puts back where it is read to the end, and Close something else.
type alone struct{ buf, other *bytes.Buffer }

func (a *alone) Read(p []byte) (int, error) {
	n, err := a.buf.Read(p)
	if err != nil {
		buffers.Put(a.buf)
	}
	return n, err
}

func (a *alone) Close() { buffers.Put(a.other) }
