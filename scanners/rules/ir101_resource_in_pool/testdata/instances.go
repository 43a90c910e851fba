// Package instances holds variables of one generic pool.
package instances

import (
	"bytes"
	"net"
	"sync"
)

// A pool of whatever its users keep in it.
type pool[T any] struct{ inner sync.Pool }

func newPool[T any](fresh func() T) *pool[T] {
	return &pool[T]{inner: sync.Pool{New: func() any { return fresh() }}}
}

func (p *pool[T]) get() T  { return p.inner.Get().(T) }
func (p *pool[T]) put(x T) { p.inner.Put(x) }

type link struct {
	conn net.Conn
	n    int
}

var links = newPool(func() *link { return new(link) }) // want "`links` keeps `.link`, and `link.conn` is a `net.Conn`"

func Use(c net.Conn) error {
	l := links.get()
	defer links.put(l)
	if l.conn == nil {
		l.conn = c
	}
	_, err := l.conn.Write(nil)
	return err
}

var buffers = newPool(func() *bytes.Buffer { return new(bytes.Buffer) })

func Print(text string) string {
	b := buffers.get()
	defer buffers.put(b)
	b.Reset()
	b.WriteString(text)
	return b.String()
}
