package generic

import (
	"bytes"
	"sync"
)

// objects wraps a pool of whatever its users keep in it.
type objects[T any] struct {
	pool  sync.Pool
	fresh func() T
	reset func(T)
}

func (o *objects[T]) take() T {
	if x, ok := o.pool.Get().(T); ok {
		return x
	}
	return o.fresh()
}

func (o *objects[T]) give(x T) {
	o.reset(x)
	o.pool.Put(x)
}

var buffers = objects[*bytes.Buffer]{
	fresh: func() *bytes.Buffer { return new(bytes.Buffer) },
	reset: (*bytes.Buffer).Reset,
}

func greet(name string) string {
	b := buffers.take()
	defer buffers.give(b) // want "the `.bytes.Buffer` goes back into `.*` however large it has grown"
	b.WriteString("hello, ")
	b.WriteString(name)
	return b.String()
}

type words struct {
	found []string
}

// What reset does with the words cannot be seen here.
var lists = objects[*words]{
	fresh: func() *words { return new(words) },
	reset: func(w *words) { *w = words{} },
}

func count(text string) int {
	w := lists.take()
	defer lists.give(w)
	w.found = w.found[:0]
	for len(text) > 0 {
		w.found = append(w.found, text[:1])
		text = text[1:]
	}
	return len(w.found)
}

// judged asks its owner what is worth keeping.
type judged[T any] struct {
	pool sync.Pool
	keep func(T) bool
}

func (j *judged[T]) give(x T) {
	if j.keep(x) {
		j.pool.Put(x)
	}
}

var small = judged[*bytes.Buffer]{keep: func(b *bytes.Buffer) bool { b.Reset(); return b.Cap() < 1024 }}

func shout(name string) string {
	b, ok := small.pool.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	defer small.give(b)
	b.WriteString(name)
	return b.String()
}

// spares holds pointers to whatever its users keep in it.
type spares[T any] struct{ pool sync.Pool }

func (s *spares[T]) take() *T {
	if x := s.pool.Get(); x != nil {
		return x.(*T)
	}
	return new(T)
}

func (s *spares[T]) give(x *T) {
	s.pool.Put(x) // want "the `.bytes.Buffer` goes back into `.*` however large it has grown"
}

type greeter struct{ spare spares[bytes.Buffer] }

func (g *greeter) greet(name string) string {
	b := g.spare.take()
	defer g.spare.give(b)
	b.Reset()
	b.WriteString("hello, ")
	b.WriteString(name)
	return b.String()
}

// shelves holds pointers too, and the only user of it keeps them small.
type shelves[T any] struct{ pool sync.Pool }

func (s *shelves[T]) take() *T {
	if x := s.pool.Get(); x != nil {
		return x.(*T)
	}
	return new(T)
}

func (s *shelves[T]) give(x *T) { s.pool.Put(x) }

type counter struct{ shelf shelves[words] }

func (c *counter) count(text string) int {
	w := c.shelf.take()
	w.found = w.found[:0]
	for len(text) > 0 {
		w.found = append(w.found, text[:1])
		text = text[1:]
	}
	n := len(w.found)
	if cap(w.found) < 64 {
		c.shelf.give(w)
	}
	return n
}
