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
	states.Put(s) // want "while `out` still refers to what belongs to its user"
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
