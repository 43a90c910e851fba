// Package reads has methods that take a buffer for what they read, where that is small enough, and lend it.
package reads

import (
	"io"
	"sync"
)

const most = 1024

var buffers = sync.Pool{New: func() any {
	b := make([]byte, most)
	return &b
}}

func take(size int) *[]byte {
	b := buffers.Get().(*[]byte)
	*b = (*b)[:size]
	return b
}

type conn struct {
	in     io.Reader
	packet *[]byte
	header *[]byte
}

func (c *conn) read(size int) ([]byte, error) {
	if size < most {
		c.packet = take(size)
		if _, err := io.ReadFull(c.in, *c.packet); err != nil {
			return nil, err
		}
		return *c.packet, nil
	}
	large := make([]byte, size)
	_, err := io.ReadFull(c.in, large)
	return large, err
}

func (c *conn) recycle() {
	if c.packet != nil {
		buffers.Put(c.packet)
		c.packet = nil
	}
}

func (c *conn) Command(size int) (byte, error) {
	data, err := c.read(size)
	if err != nil {
		return 0, err
	}
	c.recycle()
	return data[0], nil // want "`data` is used after `c.packet`, whose memory it shares, went back into `buffers`"
}

func (c *conn) First(size int) (byte, error) {
	data, err := c.read(size)
	if err != nil {
		return 0, err
	}
	first := data[0]
	c.recycle()
	return first, nil
}

func (c *conn) Next(size int) (byte, error) {
	data, err := c.read(size)
	if err != nil {
		return 0, err
	}
	c.recycle()
	if data, err = c.read(size); err != nil {
		return 0, err
	}
	defer c.recycle()
	return data[0], nil
}

// peek fills a buffer where there is none, and lends nothing of it.
func (c *conn) peek(size int) ([]byte, error) {
	if c.header == nil {
		c.header = take(size)
		if _, err := io.ReadFull(c.in, *c.header); err != nil {
			return nil, err
		}
	}
	return append([]byte(nil), *c.header...), nil
}

func (c *conn) drop() {
	if c.header != nil {
		buffers.Put(c.header)
		c.header = nil
	}
}

func (c *conn) Peeked(size int) (byte, error) {
	data, err := c.peek(size)
	if err != nil {
		return 0, err
	}
	c.drop()
	return data[0], nil
}

// handle is given what Serve has read from the same connection.
func (c *conn) handle(data []byte) int {
	c.recycle()
	return int(data[0]) // want "`data` is used after `c.packet`, whose memory it shares, went back into `buffers`"
}

func (c *conn) Serve(size int) (int, error) {
	data, err := c.read(size)
	if err != nil {
		return 0, err
	}
	return c.handle(data), nil
}

// sum looks at the data first, and is given some of its own too.
func (c *conn) sum(data []byte) (sum int) {
	for _, each := range data {
		sum += int(each)
	}
	c.recycle()
	return sum
}

func (c *conn) Sum(size int) (int, error) {
	data, err := c.read(size)
	if err != nil {
		return 0, err
	}
	return c.sum(data), nil
}

// compare recycles what it has read itself, its parameter is that of others.
func (c *conn) compare(other []byte, size int) (bool, error) {
	data, err := c.read(size)
	if err != nil {
		return false, err
	}
	is := data[0] == 0
	c.recycle()
	return is == (other[0] == 0), nil
}

func Compare(one, two *conn, size int) (bool, error) {
	data, err := one.read(size)
	if err != nil {
		return false, err
	}
	defer one.recycle()
	return two.compare(data, size)
}
