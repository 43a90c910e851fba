package a

import (
	"net"
	"os"
	"sync"
	"time"
)

var zero time.Time

var raw sync.Pool // want "`raw` keeps `net.Conn`, which has `Close`, `SetDeadline`"

func putRaw(c net.Conn) { raw.Put(c) }

var files sync.Pool // want "`files` keeps `\*os.File`, which has `Close`"

func putFile(f *os.File) { files.Put(f) }

// Through a method of its own, and one more.
type client struct {
	link *link
}

type link struct{ conn net.Conn }

func (l *link) end() { l.conn.Close() }

func (c *client) Shutdown() { c.link.end() }

var clients = sync.Pool{New: func() any { return new(client) }} // want "`clients` keeps `\*client`, which has `Shutdown` for its `link.conn`"

// A packet connection's WriteTo.
type datagrams struct{ head []byte }

func (d *datagrams) WriteTo(p []byte, to net.Addr) (int, error) { return len(p), nil }

var sockets = sync.Pool{New: func() any { return new(datagrams) }} // want "`sockets` keeps `\*datagrams`, which has `WriteTo`"

// An interface that is more than a stream.
type session interface {
	Read(p []byte) (int, error)
	Close() error
	SetReadDeadline(t time.Time) error
}

type talk struct{ session }

var talks = sync.Pool{New: func() any { return new(talk) }} // want "`talks` keeps `\*talk`, which has `Close`, `SetReadDeadline` for its `session`"

// Closed at one of two Puts.
type handle struct{ conn net.Conn }

func (h *handle) Close() error { return h.conn.Close() }

var handles = sync.Pool{New: func() any { return new(handle) }} // want "`handles` keeps `\*handle`, which has `Close` for its `conn`"

func finish(h *handle, failed bool) {
	if failed {
		handles.Put(h)
		return
	}
	h.Close()
	handles.Put(h)
}

// Closed where something went wrong, and put back otherwise.
var open = sync.Pool{New: func() any { return new(handle) }} // want "`open` keeps `\*handle`, which has `Close`"

func leave(h *handle, failed bool) {
	if failed {
		h.Close()
		return
	}
	open.Put(h)
}

// A peer lets go of its connection and is found again by that.
type peer struct {
	conn net.Conn
	name string
}

func (p *peer) Close() error { return p.conn.Close() }

type peers struct {
	pool  sync.Pool
	known map[net.Conn]*peer
}

func (all *peers) join(conn net.Conn) {
	p, ok := all.pool.Get().(*peer)
	if !ok {
		p = new(peer)
	}
	p.conn = conn
	all.known[conn] = p
}

func (all *peers) leave(p *peer) error {
	conn := p.conn
	p.conn = nil
	all.forget(conn)
	return conn.Close()
}

func (all *peers) forget(conn net.Conn) {
	p, ok := all.known[conn]
	if !ok {
		return
	}
	delete(all.known, conn)
	p.name = ""
	all.pool.Put(p)
}
