// Package others has objects of the pool's type that the pool never sees.
package others

import "sync"

type segment struct {
	id   uint64
	body []byte
}

var segments = sync.Pool{New: func() any { return &segment{body: make([]byte, 2000)} }}

// decode lets the segment refer to what was read.
func (s *segment) decode(data []byte) {
	s.id, s.body = uint64(data[0]), data[1:]
}

func keep(group map[uint64]*segment, data []byte) {
	read := new(segment)
	read.decode(data)
	kept := segments.Get().(*segment)
	kept.id = read.id
	kept.body = kept.body[:copy(kept.body, read.body)]
	group[kept.id] = kept
}

func drop(group map[uint64]*segment) {
	for id, each := range group {
		segments.Put(each)
		delete(group, id)
	}
}

type frame struct{ body []byte }

var frames = sync.Pool{New: func() any { return new(frame) }}

func (f *frame) decode(data []byte) { f.body = data[1:] }

func first(data []byte) int {
	f := new(frame)
	f.decode(data)
	return len(f.body)
}

// The same method is called for one that came from the pool.
func next(data []byte) int {
	f := frames.Get().(*frame)
	f.decode(data)
	n := len(f.body)
	frames.Put(f) // want "still refers through `body`"
	return n
}

type page struct{ body []byte }

var pages = sync.Pool{New: func() any { return new(page) }}

func (p *page) decode(data []byte) { p.body = data[1:] }

// What is made here goes into the pool.
func fill(data []byte) {
	p := &page{}
	p.decode(data)
	pages.Put(p) // want "still refers through `body`"
}

func open() int { return len(pages.Get().(*page).body) }
