// Package boxes holds slices that lie in the pool behind a pointer to their header, which has a pool of its own.
package boxes

import "sync"

type Pool[T any] struct{ full, empty sync.Pool }

func (p *Pool[T]) Get() T {
	var none T
	box, ok := p.full.Get().(*T)
	if !ok {
		return none
	}
	item := *box
	*box = none
	p.empty.Put(box)
	return item
}

func (p *Pool[T]) Put(item T) {
	box, ok := p.empty.Get().(*T)
	if !ok {
		box = new(T)
	}
	*box = item
	p.full.Put(box)
}

type codec struct {
	texts  Pool[[]byte]
	counts Pool[int]
}

func (c *codec) Encode(text string) []byte {
	b := append(c.texts.Get()[:0], text...)
	c.texts.Put(b)
	return b // want "`b` is returned, and this function puts it back"
}

func (c *codec) Copied(text string) []byte {
	b := append(c.texts.Get()[:0], text...)
	out := append([]byte(nil), b...)
	c.texts.Put(b)
	return out
}

// A number has no memory to share.
func (c *codec) Count() int {
	n := c.counts.Get()
	c.counts.Put(n)
	return n
}

type record struct{ names []string }

var records = sync.Pool{New: func() any { return new(record) }}

// A struct is copied into the object of the pool.
func keep(r record) {
	stored, _ := records.Get().(*record)
	*stored = record{names: append(stored.names[:0], r.names...)}
	*stored = r
	records.Put(stored)
}

func Keep(names []string) record {
	r := record{names: names}
	keep(r)
	return r
}
