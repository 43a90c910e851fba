// Package finalisers has objects that own what their type does not show.
package finalisers

// #include <stdlib.h>
import "C"

import (
	"runtime"
	"sync"
	"unsafe"

	"example.com/finalisers/debug"
)

type slab struct{ pages [][]byte }

func newSlab() *slab {
	s := &slab{}
	debug.SetFinalizer(s, freeSlab)
	return s
}

func freeSlab(object any) { object.(*slab).free() }

func (s *slab) free() {
	for _, page := range s.pages {
		C.free(unsafe.Pointer(&page[0]))
	}
}

// The finaliser is only set in debug builds.
var slabs = sync.Pool{New: func() any { return newSlab() }} // want "But `debug.SetFinalizer`, which should set it, does nothing in an ordinary build"

type arena struct{ block []byte }

func newArena() *arena {
	a := &arena{}
	runtime.SetFinalizer(a, func(a *arena) { C.free(unsafe.Pointer(&a.block[0])) })
	return a
}

// The finaliser is set, and runs late.
var arenas = sync.Pool{New: func() any { return newArena() }} // want "`arenas` keeps `\*arena`, which owns what its finaliser frees"

type cursor struct{ open bool }

func newCursor() *cursor {
	c := &cursor{}
	debug.SetFinalizer(c, func(object any) {
		if object.(*cursor).open {
			panic("cursor was not closed")
		}
	})
	return c
}

// This one only looks for mistakes.
var cursors = sync.Pool{New: func() any { return newCursor() }}

type handle struct {
	open bool
	page *C.char
}

// The finaliser is taken off before the Put: what goes back owns nothing.
var handles = sync.Pool{New: func() any { return new(handle) }}

func newHandle(page *C.char) *handle {
	h := handles.Get().(*handle)
	h.open, h.page = true, page
	runtime.SetFinalizer(h, (*handle).collect)
	return h
}

func (h *handle) collect() {
	if h.open {
		runtime.SetFinalizer(h, nil)
		C.free(unsafe.Pointer(h.page))
		h.open, h.page = false, nil
		handles.Put(h)
	}
}

// It is taken off of another one.
var others = sync.Pool{New: func() any { return new(other) }} // want "`others` keeps `\*other`, which owns what its finaliser frees"

type other struct{ block []byte }

func newOther(size int) *other {
	o := others.Get().(*other)
	o.block = make([]byte, size)
	runtime.SetFinalizer(o, func(o *other) { C.free(unsafe.Pointer(&o.block[0])) })
	return o
}

func exchange(o, last *other) {
	runtime.SetFinalizer(last, nil)
	others.Put(o)
}
