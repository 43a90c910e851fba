// Package replaced puts new objects back in the place of those that were used.
package replaced

import "sync"

type ack struct {
	next    *ack
	isFirst bool
	isDone  bool
	state   *string
	start   int
}

var acks = sync.Pool{New: func() any { return new(ack) }}

func newAck(state *string, at int) *ack {
	a := acks.Get().(*ack)
	a.state = state
	a.start = at
	return a
}

func release(a *ack) {
	if a == nil {
		return
	}
	a = &ack{}
	acks.Put(a)
}

type chain struct {
	tail *ack
	all  map[string]*ack
}

func (c *chain) add(state *string, at int) {
	a := newAck(state, at)
	c.all[*state] = a
	if c.tail == nil {
		a.isFirst = true
		c.tail = a
		return
	}
	c.tail.next = a
	c.tail = a
}

func (c *chain) done(state *string) bool {
	a := c.all[*state]
	a.isDone = true
	isFirst := a.isFirst
	release(a)
	return isFirst
}

type note struct {
	next    *note
	isFirst bool
	isDone  bool
	state   *string
	start   int
}

var notes = sync.Pool{New: func() any { return new(note) }}

func newNote(state *string, at int) *note {
	n := notes.Get().(*note)
	n.state = state
	n.start = at // want "reset field by field, without `isFirst`"
	return n
}

func drop(n *note) { notes.Put(n) }

type list struct {
	tail *note
	all  map[string]*note
}

func (l *list) add(state *string, at int) {
	n := newNote(state, at)
	l.all[*state] = n
	if l.tail == nil {
		n.isFirst = true
		l.tail = n
		return
	}
	l.tail.next = n
	l.tail = n
}

func (l *list) done(state *string) bool {
	n := l.all[*state]
	n.isDone = true
	isFirst := n.isFirst
	drop(n)
	return isFirst
}
