// Package closingclosures puts back in functions that a Close runs.
package closingclosures

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func take() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

type body struct {
	io.Reader
	done func()
}

func (b *body) Close() error {
	b.done()
	return nil
}

func newBody(r io.Reader, done func()) io.ReadCloser { return &body{Reader: r, done: done} }

func InPlace() io.ReadCloser {
	b := take()
	return &body{b, func() {
		buffers.Put(b) // want "a second Close puts `b` back into `buffers` again"
	}}
}

func HandedOver() io.ReadCloser {
	b := take()
	return newBody(b, func() {
		buffers.Put(b) // want "a second Close puts `b` back into `buffers` again"
	})
}

func Cleared() io.ReadCloser {
	b := take()
	return newBody(bytes.NewReader(nil), func() {
		if b == nil {
			return
		}
		buffers.Put(b)
		b = nil
	})
}

func Once() io.ReadCloser {
	b := take()
	var once sync.Once
	return newBody(b, func() {
		once.Do(func() { buffers.Put(b) })
	})
}

func OnceFunc() io.ReadCloser {
	b := take()
	return newBody(b, sync.OnceFunc(func() {
		buffers.Put(b)
	}))
}

type closer func() error

func (c closer) Close() error { return c() }

func OfItsOwnType(r io.Closer) io.ReadCloser {
	b := take()
	return struct {
		io.Reader
		io.Closer
	}{
		Reader: bytes.NewReader(nil),
		Closer: closer(func() error {
			buffers.Put(b) // want "a second Close puts `b` back into `buffers` again"
			return r.Close()
		}),
	}
}

type careful struct {
	io.Reader
	done func()
}

func (c *careful) Close() error {
	if c.done != nil {
		c.done()
	}
	c.done = nil
	return nil
}

func Careful() io.ReadCloser {
	b := take()
	return &careful{b, func() { buffers.Put(b) }}
}

type flagged struct {
	io.Reader
	ended bool
	done  func()
}

func (f *flagged) Close() error {
	if f.ended {
		return nil
	}
	f.ended = true
	f.done()
	return nil
}

func Flagged() io.ReadCloser {
	b := take()
	return &flagged{Reader: b, done: func() { buffers.Put(b) }}
}

// An iterator is closed by the loop that made it.
type iterator struct{ done func() }

func (i *iterator) Close() error {
	i.done()
	return nil
}

func Iterate() *iterator {
	b := take()
	return &iterator{func() { buffers.Put(b) }}
}

// Ender makes no stream, but something that its maker closes.
func Ender() (*bytes.Buffer, io.Closer) {
	b := take()
	return b, &body{done: func() { buffers.Put(b) }}
}
