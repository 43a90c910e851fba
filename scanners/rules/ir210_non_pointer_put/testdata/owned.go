package owned

import (
	"io"
	"sync"
)

var blocks = sync.Pool{
	New: func() any {
		return make([]byte, 0, 512)
	},
}

func encode(w io.Writer, text string) error {
	b := blocks.Get().([]byte)
	b = append(b, text...)
	_, err := w.Write(b)
	blocks.Put(b[:0]) // want "slice `..byte` is put into `blocks` by value"
	return err
}

func double(text string) int {
	b := blocks.Get().([]byte)
	defer func() {
		blocks.Put(b[:0]) // want "slice `..byte` is put into `blocks` by value"
	}()
	b = append(b, text...)
	b = append(b, text...)
	return len(b)
}

type point struct{ x, y int }

var points = sync.Pool{New: func() any { return point{} }}

func norm(x, y int) int {
	p := points.Get().(point)
	p.x, p.y = x, y
	n := p.x*p.x + p.y*p.y
	points.Put(p) // want "struct `point` is put into `points` by value"
	return n
}

var lines = sync.Pool{New: func() any { return []string(nil) }}

// What is taken here goes back elsewhere: where its pointer would be is not known.
func take() []string { return lines.Get().([]string) }

func release(l []string) {
	lines.Put(l) // want "slice `..string` is put into `lines` by value"
}

type scratch struct{ names, places sync.Pool }

func newScratch(size int) *scratch {
	return &scratch{
		names:  sync.Pool{New: func() any { return make([]string, size) }},
		places: sync.Pool{New: func() any { return make([]int, size) }},
	}
}

// One function takes from two pools.
func (s *scratch) fill(use func([]string, []int)) {
	names := s.names.Get().([]string)
	places := s.places.Get().([]int)
	use(names, places)
	s.names.Put(names[:0])   // want "slice `\[\]string`"
	s.places.Put(places[:0]) // want "slice `\[\]int`"
}
