// Package nested stores connections in parts of pooled objects, and behind interfaces.
package nested

import (
	"io"
	"net"
	"sync"
)

type link struct{ conn net.Conn }

type session struct {
	link *link
	size int
}

func open() *session {
	s := &session{link: &link{}}
	s.link.conn, _ = net.Dial("tcp", "database:5432")
	return s
}

var sessions = sync.Pool{New: func() any { return open() }} // want "takes its objects from `net.Dial`"

func Send(text []byte) {
	s := sessions.Get().(*session)
	s.size = len(text)
	s.link.conn.Write(text)
	sessions.Put(s)
}

type transport interface {
	io.Writer
	Name() string
}

type tcp struct{ net.Conn }

func (t *tcp) Name() string { return "tcp" }

type client struct {
	transport transport
	size      int
}

func connect() *client {
	c, _ := net.Dial("tcp", "database:5432")
	return &client{transport: &tcp{Conn: c}}
}

var clients = sync.Pool{New: func() any { return connect() }} // want "takes its objects from `net.Dial`"

func Write(text []byte) {
	c := clients.Get().(*client)
	c.size = len(text)
	c.transport.Write(text)
	clients.Put(c)
}

type named struct{ name string }

func (n *named) Name() string { return n.name }

func (n *named) Write(text []byte) (int, error) { return len(text), nil }

var others = sync.Pool{New: func() any { return &client{transport: &named{name: "none"}} }}

func Other(text []byte) {
	c := others.Get().(*client)
	c.size = len(text)
	c.transport.Write(text)
	others.Put(c)
}
