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
