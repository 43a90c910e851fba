// Package arenas holds memory that is only ever appended to and made anew when it is full: a reset would write over what
// has been handed out.
package arenas

import "sync"

type arena struct{ buf []byte }

var arenas = sync.Pool{New: func() any { return new(arena) }}

func (a *arena) copied(p []byte) []byte {
	if cap(a.buf)-len(a.buf) < len(p) {
		a.buf = make([]byte, 0, 2*(cap(a.buf)+len(p)))
	}
	a.buf = append(a.buf, p...)
	return a.buf[len(a.buf)-len(p):]
}

func Keep(all [][]byte, keep func([]byte)) {
	a := arenas.Get().(*arena)
	for _, each := range all {
		keep(a.copied(each))
	}
	arenas.Put(a)
}

// A list looks like one, and is read as a whole.
type list struct{ buf []byte }

var lists = sync.Pool{New: func() any { return new(list) }}

func (l *list) add(p []byte) {
	l.buf = append(l.buf, p...)
}

func Send(all [][]byte, send func([]byte)) {
	l := lists.Get().(*list)
	for _, each := range all {
		l.add(each)
	}
	send(l.buf)
	lists.Put(l) // want "trusts the field `buf`"
}
