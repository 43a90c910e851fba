// Package swapped gives a field another slice before the old one goes back.
package swapped

import "sync"

type batcher struct {
	pool    sync.Pool
	waiting []*order
}

type order struct{ id int }

func newBatcher() *batcher {
	b := &batcher{}
	b.pool.New = func() any { return make([]*order, 0, 64) }
	b.waiting = b.pool.Get().([]*order)
	return b
}

func (b *batcher) add(o *order) { b.waiting = append(b.waiting, o) }

func (b *batcher) flush(send func([]*order)) {
	batch := b.waiting
	b.waiting = b.pool.Get().([]*order)
	send(batch)
	b.pool.Put(batch[:0]) // want "refers to every element"
}

type careful struct {
	pool    sync.Pool
	waiting []*order
}

func (c *careful) start() {
	c.pool.New = func() any { return make([]*order, 0, 64) }
	c.waiting = c.pool.Get().([]*order)
}

func (c *careful) add(o *order) { c.waiting = append(c.waiting, o) }

// In a goroutine of its own, which lets go of the orders.
func (c *careful) flush(send func([]*order)) {
	batch := c.waiting
	c.waiting = c.pool.Get().([]*order)
	go func(batch []*order) {
		send(batch)
		clear(batch)
		c.pool.Put(batch[:0])
	}(batch)
}

type hasty struct {
	pool    sync.Pool
	waiting []*order
}

func (h *hasty) start() {
	h.pool.New = func() any { return make([]*order, 0, 64) }
	h.waiting = h.pool.Get().([]*order)
}

func (h *hasty) add(o *order) { h.waiting = append(h.waiting, o) }

func (h *hasty) flush(send func([]*order)) {
	batch := h.waiting
	h.waiting = h.pool.Get().([]*order)
	go func(batch []*order) {
		defer func() { h.pool.Put(batch[:0]) }() // want "refers to every element"
		send(batch)
	}(batch)
}

type idle struct {
	pool    sync.Pool
	waiting []*order
}

func (i *idle) start() {
	i.pool.New = func() any { return make([]*order, 0, 64) }
	i.waiting = i.pool.Get().([]*order)
}

// Nothing ever comes into it.
func (i *idle) turn() {
	old := i.waiting
	i.waiting = i.pool.Get().([]*order)
	i.pool.Put(old[:0])
}

type taken struct {
	pool    sync.Pool
	waiting []*order
}

// What goes back is what was taken, as it was.
func (t *taken) turn(use func([]*order)) {
	fresh := t.pool.Get().([]*order)
	use(t.waiting)
	t.pool.Put(fresh[:0])
}
