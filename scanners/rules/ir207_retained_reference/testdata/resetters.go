// Package resetters has a pool of anything that can reset itself.
package resetters

import "sync"

type resetter interface{ Reset() }

type pool[E resetter] struct{ inner *sync.Pool }

func newPool[E resetter](made func() E) *pool[E] {
	return &pool[E]{inner: &sync.Pool{New: func() any { return made() }}}
}

func (p *pool[E]) get() E { return p.inner.Get().(E) }

func (p *pool[E]) put(e E) {
	e.Reset()
	p.inner.Put(e)
}

type point struct{ name string }

type series struct{ points []*point }

func (s *series) Reset() { s.points = s.points[:0] }

type request struct{ points []*point }

func (r *request) Reset() {
	clear(r.points)
	r.points = r.points[:0]
}

var (
	all      = newPool(func() *series { return new(series) })
	requests = newPool(func() *request { return new(request) })
)

func collect(points []*point) int {
	s := all.get()
	defer all.put(s) // want "with `points` cut to `.:0.`, and still refers to every element there"
	for _, each := range points {
		s.points = append(s.points, each)
	}
	return len(s.points)
}

func ask(points []*point) int {
	r := requests.get()
	defer requests.put(r)
	for _, each := range points {
		r.points = append(r.points, each)
	}
	return len(r.points)
}
