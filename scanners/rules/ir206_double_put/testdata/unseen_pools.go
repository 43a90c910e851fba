// Package unseenpools uses pools of which only the calls are seen.
package unseenpools

import "errors"

type buffers interface {
	Get() []byte
	Put(b []byte)
}

type codec struct{ bufferPool buffers }

func (c *codec) encode(write func([]byte) error) error {
	b := c.bufferPool.Get()
	defer c.bufferPool.Put(b) // want "`b` is put back into `c.bufferPool` a second time"
	if err := write(b); err != nil {
		c.bufferPool.Put(b)
		return errors.New("not written")
	}
	return nil
}

// One pool lies in another, which has the same methods: its Put is one call, and not two.
type counted struct {
	innerPool buffers
	out       int
}

func (c *counted) Get() []byte {
	c.out++
	return c.innerPool.Get()
}

func (c *counted) Put(b []byte) {
	c.out--
	c.innerPool.Put(b)
}

var shared buffers = &counted{}

func lent(use func([]byte)) {
	b := shared.Get()
	use(b)
	shared.Put(b)
}
