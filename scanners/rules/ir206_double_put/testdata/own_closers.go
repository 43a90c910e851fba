// Package owncloser holds Close methods that put their own receiver back.
package owncloser

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"
)

var conns, bodies sync.Pool

type server struct{ keep bool }

type conn struct {
	net.Conn
	server *server
	buffer *bytes.Buffer
	ended  bool
}

type handed struct{ conn }

func release(h *handed) {
	h.Conn = nil
	conns.Put(h)
}

func (h *handed) Close() error {
	if !h.server.keep {
		return nil
	}
	inner := h.Conn
	release(h) // want "Close puts `h` itself back into `conns`, and Close may be called twice"
	return inner.Close()
}

type cleared struct{ conn }

func (c *cleared) Close() error {
	if c.buffer != nil {
		c.buffer.Reset()
		c.buffer = nil
	}
	conns.Put(c) // want "Close puts `c` itself back into `conns`"
	return nil
}

type flagged struct{ conn }

func (f *flagged) Close() error {
	if f.ended {
		return nil
	}
	f.ended = true
	conns.Put(f)
	return nil
}

type taken struct{ conn }

func (t *taken) Close() error {
	inner := t.Conn
	t.Conn = nil
	if inner == nil {
		return net.ErrClosed
	}
	conns.Put(t)
	return inner.Close()
}

// A second call of its Close panics before it comes to the Put.
type spent struct{ conn }

func (s *spent) Close() error {
	err := s.Conn.Close()
	s.Conn = nil
	conns.Put(s)
	return err
}

type body struct {
	io.Reader
	chunks [][]byte
}

func (b *body) Close() error {
	*b = body{}
	bodies.Put(b) // want "Close puts `b` itself back into `bodies`"
	return nil
}

func accept(request *http.Request) {
	b, _ := bodies.Get().(*body)
	b.Reader = request.Body
	request.Body = b
}

// A compressor is closed by the one who made it.
type compressor struct{ io.Writer }

func (c *compressor) Close() error {
	c.Writer = nil
	bodies.Put(c)
	return nil
}
