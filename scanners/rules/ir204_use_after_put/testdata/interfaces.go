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
