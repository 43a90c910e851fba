package headers

import (
	"sync"
	"unsafe"
)

// header is a slice whose element type is known at run time only.
type header struct {
	Ptr unsafe.Pointer
	Len int
	Cap int
}

// window has a place and a size, and no memory of its own.
type window struct {
	at  int
	Len int
	Cap int
}

func grow(size uintptr, old header, count int) header

func wider(old window, count int) window

type cursor struct {
	pairs header
	view  window
	next  int
}

var cursors = sync.Pool{New: func() any { return new(cursor) }}

func start(count int) *cursor {
	c := cursors.Get().(*cursor)
	c.next, c.pairs.Len = 0, 0
	c.view = window{}
	if count > c.pairs.Cap {
		c.pairs = grow(16, c.pairs, count)
	}
	c.view = wider(c.view, count)
	return c
}

func stop(c *cursor) {
	c.next = 0
	cursors.Put(c) // want "however large `pairs` may have grown"
}
