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
