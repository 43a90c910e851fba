// Package chunks has a pool for each size.
package chunks

import "sync"

const small, large = 4 << 10, 64 << 10

type Chunks struct{ small, large sync.Pool }

func New() *Chunks {
	return &Chunks{
		small: sync.Pool{New: func() any {
			b := make([]byte, small)
			return &b
		}},
		large: sync.Pool{New: func() any {
			b := make([]byte, large)
			return &b
		}},
	}
}

func (c *Chunks) Small() *[]byte { return c.small.Get().(*[]byte) }

func (c *Chunks) Large() *[]byte { return c.large.Get().(*[]byte) }

func (c *Chunks) Release(b *[]byte) {
	if cap(*b) < large {
		c.small.Put(b)
	} else {
		c.large.Put(b)
	}
}
