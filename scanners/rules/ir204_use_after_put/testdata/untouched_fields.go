// Package untouched calls functions between a Put of a field and its use, which leave the field alone, or do not.
package untouched

import "sync"

var chunks = sync.Pool{New: func() any { return make([]byte, 512) }}

type conn struct {
	sync.Mutex
	chunk []byte
	state int
	hook  func()
	out   func([]byte)
}

func (c *conn) drop() {
	chunks.Put(c.chunk)
	c.note(2)
}

func (c *conn) note(state int) { c.state = state }

func (c *conn) Noted() byte {
	c.drop()
	c.note(3)
	return c.chunk[0] // want "`c.chunk` is used after it went back into `chunks`"
}

func (c *conn) Unlocked() byte {
	c.Lock()
	c.drop()
	c.Unlock()
	return c.chunk[0] // want "`c.chunk` is used after it went back into `chunks`"
}

func (c *conn) Renewed() byte {
	c.drop()
	c.renew()
	return c.chunk[0]
}

func (c *conn) renew() { c.chunk = chunks.Get().([]byte) }

func (c *conn) RenewedByOthers() byte {
	c.drop()
	c.deeper()
	return c.chunk[0]
}

func (c *conn) deeper() { refill(c) }

func refill(c *conn) { c.chunk = make([]byte, 8) }

func (c *conn) UnderAnotherName() byte {
	c.drop()
	c.renamed()
	return c.chunk[0]
}

func (c *conn) renamed() {
	same := c
	same.chunk = make([]byte, 8)
}

func (c *conn) AsAWhole() byte {
	c.drop()
	c.reset()
	return c.chunk[0]
}

func (c *conn) reset() { *c = conn{chunk: make([]byte, 8)} }

func (c *conn) ByItsAddress() byte {
	c.drop()
	c.addressed()
	return c.chunk[0]
}

func (c *conn) addressed() { fill(&c.chunk) }

func fill(chunk *[]byte) { *chunk = make([]byte, 8) }

// ByCallback may have a hook that renews the chunk.
func (c *conn) ByCallback() byte {
	c.drop()
	c.run()
	return c.chunk[0]
}

func (c *conn) run() { c.hook() }

// ByMethodValue hands out a method that renews it.
func (c *conn) ByMethodValue() byte {
	c.drop()
	c.arm()
	c.run()
	return c.chunk[0]
}

func (c *conn) arm() { c.hook = c.renew }

type outer struct{ conn }

// Promoted sets the field of what is embedded.
func (o *outer) Promoted() byte {
	o.drop()
	o.refresh()
	return o.chunk[0]
}

func (o *outer) refresh() { o.conn.chunk = make([]byte, 8) }
