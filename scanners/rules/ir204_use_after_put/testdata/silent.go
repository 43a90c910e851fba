// Package silent holds what looks like a use after the Put and is none.
package silent

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"
)

type item struct {
	refs atomic.Int32
	data []byte
	name string
}

type cache struct {
	items  sync.Pool
	slices sync.Pool
	stored map[string]*item
	remote bool
}

// Counted objects go back with the last reference only.
func (c *cache) drop(i *item) {
	if i.refs.Add(-1) == 0 {
		c.items.Put(i)
	}
}

func (c *cache) Shared(i *item) int {
	c.drop(i)
	return len(i.data)
}

// What the cache keeps itself is not put back.
func (c *cache) keep(i *item) {
	if c.remote {
		c.items.Put(i)
	} else {
		c.stored[i.name] = i
	}
}

func (c *cache) Kept(i *item) string {
	c.keep(i)
	return i.name
}

// The header of a slice belongs to the variable.
func (c *cache) Grow(b []byte) []byte {
	c.slices.Put(b)
	return make([]byte, 0, 2*cap(b))
}

// The parameter is replaced before it is put back.
func (c *cache) fill(i *item) {
	if i == nil {
		i, _ = c.items.Get().(*item)
		defer c.items.Put(i)
	}
	i.name = "filled"
}

func (c *cache) Fill(i *item) string {
	c.fill(i)
	return i.name
}

type event struct{ err error }

// No path leads from the Put to the use: err is nil there.
func (c *cache) Handle(i *item, e any) {
	var err error
	switch e := e.(type) {
	case *event:
		err = e.err
	case nil:
		c.items.Put(i)
	default:
		err = errors.New("unknown")
	}
	if err != nil {
		i.name = err.Error()
	}
}

func (c *cache) Swap(text string) int {
	b, _ := c.slices.Get().(*bytes.Buffer)
	b.WriteString(text)
	c.slices.Put(b)
	b = new(bytes.Buffer)
	return b.Len()
}

// Each round of the loop gives the variable of the switch another value.
func (c *cache) Sort(all []any) (names []string) {
	for _, each := range all {
		switch each := each.(type) {
		case *item:
			names = append(names, each.name)
			c.items.Put(each)
		case string:
			names = append(names, each)
		}
	}
	return names
}

type logger struct{ prefix string }

// A logger of one's own panics behind conditions that are not followed.
func (l logger) Panicf(level int, format string) { l.write(level, format) }

func (l logger) write(level int, format string) {
	if level > 3 {
		panic(l.prefix + format)
	}
}

func (c *cache) Fill(l logger, texts []string) {
	i, _ := c.items.Get().(*item)
	for _, each := range texts {
		if len(i.name) < len(each) {
			i.name = each
			continue
		}
		c.items.Put(i)
		l.Panicf(4, "too many")
	}
}

type reply struct{ body []byte }

var replies = sync.Pool{New: func() any { return new(reply) }}

// What a variable refers to is not looked at where the variable is compared.
func cancel(pending map[int]*reply, id int) bool {
	r := pending[id]
	if r == nil {
		r = replies.Get().(*reply)
	}
	replies.Put(r)
	return r != nil
}

func cancelFilled() bool {
	r := replies.Get().(*reply)
	replies.Put(r)
	return r.body != nil // want "`r` is used after"
}
