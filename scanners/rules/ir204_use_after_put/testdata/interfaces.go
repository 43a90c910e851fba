// Package interfaces holds objects that travel behind interfaces of the package, with one type that implements them.
package interfaces

import "sync"

type message struct {
	id   int
	body []byte
}

var messages = sync.Pool{New: func() any { return new(message) }}

type releaser interface {
	ID() int
	Release()
}

func (m *message) ID() int { return m.id }

func (m *message) Release() {
	m.id = 0
	messages.Put(m)
}

func next(id int) releaser {
	m := messages.Get().(*message)
	m.id = id
	return m
}

func Handle(id int) int {
	m := next(id)
	m.Release()
	return m.ID() // want "`m` is used after it went back into `messages`"
}

// Known reads before it lets go.
func Known(id int) int {
	m := next(id)
	known := m.ID()
	m.Release()
	return known
}

// Shared has several implementations: what Drop does nobody can tell.
type shared interface {
	Len() int
	Drop()
}

type counted struct{ n int }

var counts = sync.Pool{New: func() any { return new(counted) }}

func (c *counted) Len() int { return c.n }

func (c *counted) Drop() { counts.Put(c) }

type plain struct{ n int }

func (p *plain) Len() int { return p.n }

func (p *plain) Drop() {}

func Dropped(s shared) int {
	s.Drop()
	return s.Len()
}

// Exported ones are implemented elsewhere too.
type Dropper interface {
	Size() int
	Free()
}

type sized struct{ n int }

var sizes = sync.Pool{New: func() any { return new(sized) }}

func (s *sized) Size() int { return s.n }

func (s *sized) Free() { sizes.Put(s) }

func Freed(d Dropper) int {
	d.Free()
	return d.Size()
}

type lent interface {
	Text() []byte
	Return()
}

type chunk struct {
	text  []byte
	users int
}

var chunks = sync.Pool{New: func() any { return new(chunk) }}

func (c *chunk) Text() []byte { return c.text }

// Return puts the chunk back when the last user is through.
func (c *chunk) Return() {
	c.users--
	if c.users == 0 {
		chunks.Put(c)
	}
}

func Returned(l lent) int {
	l.Return()
	return len(l.Text())
}

// Frames is known outside, and all that this program has of it is the pool below.
type Frames interface {
	Take(size int) *[]byte
	Return(frame *[]byte)
}

type frames struct{ classes map[int]*sync.Pool }

func NewFrames() Frames { return &frames{classes: map[int]*sync.Pool{64: new(sync.Pool)}} }

func (f *frames) Take(size int) *[]byte {
	if pool, ok := f.classes[size]; ok {
		if b, ok := pool.Get().(*[]byte); ok {
			return b
		}
	}
	b := make([]byte, size)
	return &b
}

func (f *frames) Return(frame *[]byte) {
	if pool, ok := f.classes[cap(*frame)]; ok {
		pool.Put(frame)
	}
}

// store has as many methods of the same names, which take and return something else.
type store[T any] struct{ all map[string]T }

func (s *store[T]) Take(name string, other T) *T { return new(T) }

func (s *store[T]) Return(all ...T) error { return nil }

func Copied(all Frames, text string) byte {
	b := all.Take(64)
	copy(*b, text)
	all.Return(b)
	return (*b)[0] // want "`b` is used after it went back into `frames.classes`"
}

func Kept(all Frames, text string) byte {
	b := all.Take(64)
	copy(*b, text)
	first := (*b)[0]
	all.Return(b)
	return first
}

// Slots has two types that implement it.
type Slots interface {
	Borrow() *slot
	Bring(s *slot)
}

type slot struct{ n int }

type pooled struct{ slots sync.Pool }

func (p *pooled) Borrow() *slot {
	if s, ok := p.slots.Get().(*slot); ok {
		return s
	}
	return new(slot)
}

func (p *pooled) Bring(s *slot) { p.slots.Put(s) }

type fresh struct{}

func (fresh) Borrow() *slot { return new(slot) }

func (fresh) Bring(*slot) {}

func Counted(all Slots) int {
	s := all.Borrow()
	all.Bring(s)
	return s.n
}
