package a

import "sync"

type bufferPool interface {
	Get() any
	Put(any)
}

type conn struct {
	pool bufferPool
	own  bufferPool // pool: conn.own field []byte
}

var writes = &sync.Pool{} // pool: writes package []byte

func newConn() *conn {
	return &conn{pool: writes, own: &sync.Pool{}}
}

func (c *conn) write() {
	b, _ := c.pool.Get().([]byte) // get: writes
	c.pool.Put(b)                 // put: writes
	c.own.Put(b)                  // put: conn.own
}

type unrelated struct{ pool bufferPool }

func (u unrelated) write() {
	u.pool.Put(1)
}
