// Package keyed puts what belongs to users into the maps of pooled objects.
package keyed

import (
	"maps"
	"sync"
)

type user struct{ name string }

type table struct {
	byID   map[int]*user
	byName map[string]*user
	known  map[string]*user
	counts map[string]int
	size   int
}

var tables = sync.Pool{New: func() any {
	return &table{byID: map[int]*user{}, byName: map[string]*user{}, known: map[string]*user{}, counts: map[string]int{}}
}}

func Index(users []*user) int {
	t := tables.Get().(*table)
	t.size = 0
	for id, each := range users {
		t.byID[id] = each
		t.byName[each.name] = each
		t.counts[each.name] = id
		if _, ok := t.known[each.name]; !ok {
			t.known[each.name] = each // asked for: what it remembers, it may keep on purpose
		}
		t.size++
	}
	size := t.size
	clear(t.byName)
	tables.Put(t) // want "with what its user put into `byID`; `clear` it before the Put"
	return size
}

type waiting struct{ calls map[int]*user }

var waits = sync.Pool{New: func() any { return &waiting{calls: map[int]*user{}} }}

// Serve deletes each key when it is done with it.
func Serve(users []*user) {
	w := waits.Get().(*waiting)
	for id, each := range users {
		w.calls[id] = each
		println(each.name)
		delete(w.calls, id)
	}
	waits.Put(w)
}

type list struct{ users []*user }

var lists = sync.Pool{New: func() any { return new(list) }}

func Collect(users []*user) int {
	l := lists.Get().(*list)
	l.users = l.users[:0]
	for _, each := range users {
		if each.name != "" {
			l.users = append(l.users, each)
		}
	}
	size := len(l.users)
	lists.Put(l) // want "with `users` full of what its user appended"
	return size
}

// Drop takes out all keys by a function.
func Drop(users []*user) {
	w := waits.Get().(*waiting)
	for id, each := range users {
		w.calls[id] = each
	}
	maps.DeleteFunc(w.calls, func(int, *user) bool { return true })
	waits.Put(w)
}

type entry struct{ name string }

type frame struct {
	fn *entry
	at int
}

// A segment is a part of a stack that is written over from the start.
type segment struct {
	frames [8]frame
	counts [8]int
	used   int
}

func (s *segment) push(f frame) {
	s.frames[s.used] = f
	s.counts[s.used] = f.at
	s.used++
}

var segments = sync.Pool{New: func() any { return new(segment) }}

func Push(f frame) int {
	s := segments.Get().(*segment)
	s.used = 0
	s.push(f)
	n := s.used
	segments.Put(s) // want "with what its user put into `frames`"
	return n
}

// A popped slot is cleared.
type slots struct {
	held [8]*entry
	used int
}

func (s *slots) push(e *entry) {
	s.held[s.used] = e
	s.used++
}

func (s *slots) pop() *entry {
	s.used--
	e := s.held[s.used]
	s.held[s.used] = nil
	return e
}

var spare = sync.Pool{New: func() any { return new(slots) }}

func Held(e *entry) *entry {
	s := spare.Get().(*slots)
	s.push(e)
	e = s.pop()
	spare.Put(s)
	return e
}

// A block is set to nothing as a whole.
type block struct {
	held [4]*entry
	used int
}

var blocks = sync.Pool{New: func() any { return new(block) }}

func Block(e *entry) int {
	b := blocks.Get().(*block)
	b.held[b.used] = e
	n := len(b.held)
	*b = block{}
	blocks.Put(b)
	return n
}
