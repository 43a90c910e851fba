// Package silent holds what looks like a second Put and is none.
package silent

import (
	"bytes"
	"sync"
)

type cache struct {
	buffers sync.Pool
	once    sync.Once
	keep    bool
}

func (c *cache) Once(b *bytes.Buffer) {
	c.once.Do(func() { c.buffers.Put(b) })
	c.once.Do(func() { c.buffers.Put(b) })
}

func (c *cache) Flag(early bool) {
	b, _ := c.buffers.Get().(*bytes.Buffer)
	put := false
	defer func() {
		if !put {
			c.buffers.Put(b)
		}
	}()
	if early {
		c.buffers.Put(b)
		put = true
		return
	}
	b.Reset()
}

func (c *cache) Each(all []*bytes.Buffer) {
	for _, b := range all {
		c.buffers.Put(b)
	}
	for range 3 {
		b, _ := c.buffers.Get().(*bytes.Buffer)
		c.buffers.Put(b)
	}
}

func (c *cache) Asked(b *bytes.Buffer, large bool) {
	if large {
		c.buffers.Put(b)
	}
	b = bytes.NewBuffer(nil)
	c.buffers.Put(b)
}

func (c *cache) finish(b *bytes.Buffer, failed bool) {
	if failed {
		c.buffers.Put(b)
	}
}

// Finish leaves it to an argument whether the buffer goes back.
func (c *cache) Finish() {
	b, _ := c.buffers.Get().(*bytes.Buffer)
	c.finish(b, false)
	c.buffers.Put(b)
}

var classes [3]sync.Pool

var sizes = [3]int{64, 256, 1024}

// Only one size is that of the slice.
func Free(b []byte) {
	for i, size := range sizes {
		if cap(b) == size {
			classes[i].Put(b)
		}
	}
}

type link struct{ next *link }

var links sync.Pool

// Drop keeps the first link for last.
func Drop(first *link) {
	for each := first; each != nil; {
		if each == first {
			each = each.next
		} else {
			old := each
			each = each.next
			links.Put(old)
		}
	}
	links.Put(first)
}

// Evict drops the older of each two: after a Put no one is chosen any more, so the next round chooses anew.
func (c *cache) Evict(all map[int]*bytes.Buffer) {
	chosen := 0
	var old *bytes.Buffer
	for key, b := range all {
		if chosen == 0 {
			chosen = key
			old = b
			continue
		}
		if b.Len() < old.Len() {
			chosen = key
			old = b
		}
		c.buffers.Put(old)
		delete(all, chosen)
		chosen = 0
	}
}
