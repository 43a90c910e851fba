// Package taken holds objects that are taken away from the field that led to them before they go back.
package taken

import (
	"io"
	"sync"
	"unsafe"
)

type state struct {
	out    io.Writer
	buffer []byte
}

var states = sync.Pool{New: func() any { return new(state) }}

type writer struct{ state *state }

func open(out io.Writer) *writer {
	s, _ := states.Get().(*state)
	s.buffer = s.buffer[:0]
	s.out = out
	return &writer{state: s}
}

func (w *writer) Close() {
	s := w.state
	w.state = nil
	states.Put(s) // want "while it still refers through `out` to what belongs to its user"
}

var emptied = sync.Pool{New: func() any { return new(state) }}

type owner struct{ state *state }

func hold(out io.Writer) *owner {
	s, _ := emptied.Get().(*state)
	s.out = out
	return &owner{state: s}
}

func (o *owner) Close() {
	s := o.state
	*o.state = state{buffer: s.buffer[:0]}
	o.state = nil
	emptied.Put(s)
}

// A pointer of package unsafe keeps alive what it points to like any other.
type run struct {
	depth int
	kept  []unsafe.Pointer
}

var runs = sync.Pool{New: func() any { return new(run) }}

func keep(values []int) int {
	r, _ := runs.Get().(*run)
	r.depth = 0
	r.kept = append(r.kept[:0], unsafe.Pointer(&values))
	n := len(r.kept)
	runs.Put(r) // want "`kept`"
	return n
}

type block struct {
	data    []byte
	release func()
}

var blocks = sync.Pool{New: func() any { return new(block) }}

func lend(data []byte, release func()) *block {
	b, _ := blocks.Get().(*block)
	b.data, b.release = data, release
	return b
}

// Only a block with nothing to release goes back.
func (b *block) done() {
	if b.data = nil; b.release == nil && cap(b.data) == 0 {
		blocks.Put(b)
	}
}

var others = sync.Pool{New: func() any { return new(block) }}

func borrow(data []byte, release func()) *block {
	b, _ := others.Get().(*block)
	b.data, b.release = data, release
	return b
}

// Or it is nil, or it is not.
func (b *block) finish(force bool) {
	if b.data = nil; b.release == nil || force {
		others.Put(b) // want "while it still refers through `release`"
	}
}

// A box carries a slice into the pool, and whoever takes one takes it out.
type box struct{ data []byte }

var full, empty sync.Pool

func give(data []byte) {
	b, ok := empty.Get().(*box)
	if !ok {
		b = new(box)
	}
	b.data = data
	full.Put(b)
}

func take() []byte {
	b, ok := full.Get().(*box)
	if !ok {
		return nil
	}
	data := b.data
	b.data = nil
	empty.Put(b)
	return data
}

type shelf struct {
	full  [8]sync.Pool
	empty sync.Pool
}

func (s *shelf) give(class int, data []byte) {
	b, ok := s.empty.Get().(*box)
	if !ok {
		b = new(box)
	}
	b.data = data
	s.full[class].Put(b)
}

func (s *shelf) take(class, size int) []byte {
	v := s.full[class].Get()
	if v == nil {
		return make([]byte, size)
	}
	b := v.(*box)
	data := b.data[:size]
	b.data = nil
	s.empty.Put(b)
	return data
}
