// Package emptied has connections of its own that wrap another, and go back into a pool without it.
package emptied

import (
	"net"
	"sync"
	"time"
)

type counted struct {
	raw  net.Conn
	read int
}

func (c *counted) Read(b []byte) (int, error)         { c.read++; return c.raw.Read(b) }
func (c *counted) Write(b []byte) (int, error)        { return c.raw.Write(b) }
func (c *counted) LocalAddr() net.Addr                { return c.raw.LocalAddr() }
func (c *counted) RemoteAddr() net.Addr               { return c.raw.RemoteAddr() }
func (c *counted) SetDeadline(t time.Time) error      { return c.raw.SetDeadline(t) }
func (c *counted) SetReadDeadline(t time.Time) error  { return c.raw.SetReadDeadline(t) }
func (c *counted) SetWriteDeadline(t time.Time) error { return c.raw.SetWriteDeadline(t) }

func (c *counted) Close() error {
	err := c.raw.Close()
	c.raw, c.read = nil, 0
	emptied.Put(c)
	return err
}

var emptied = sync.Pool{New: func() any { return new(counted) }}

func wrap(raw net.Conn) *counted {
	c := emptied.Get().(*counted)
	c.raw = raw
	return c
}

var full = sync.Pool{} // want "`full` keeps `\*counted`"

func keep(raw net.Conn) {
	full.Put(&counted{raw: raw})
}

func kept() *counted {
	c, _ := full.Get().(*counted)
	return c
}
