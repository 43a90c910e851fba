package asked

import "sync"

// A pool of anything, which resets what has a reset: an object that has one never takes the other way.
type anything struct{ pool sync.Pool }

func (a *anything) take() any { return a.pool.Get() }

func (a *anything) give(x any) {
	if r, ok := x.(interface{ Reset() }); ok {
		r.Reset()
	}
	a.pool.Put(x)
}

type words struct{ list []string }

func (w *words) Reset() { w.list = nil }

func count(in ...string) int {
	a := &anything{pool: sync.Pool{New: func() any { return new(words) }}}
	w := a.take().(*words)
	defer a.give(w)
	w.list = append(w.list, in...)
	return len(w.list)
}

// The same as a switch.
type resetter interface{ Reset() }

type switched struct{ pool sync.Pool }

func (s *switched) give(x any) {
	switch r := x.(type) {
	case resetter:
		r.Reset()
	}
	s.pool.Put(x)
}

func countSwitched(s *switched, in ...string) int {
	w, ok := s.pool.Get().(*words)
	if !ok {
		w = new(words)
	}
	defer s.give(w)
	w.list = append(w.list, in...)
	return len(w.list)
}

// What has none is never reset.
type lines struct{ list []string }

type asking struct{ pool sync.Pool }

func (a *asking) give(x any) {
	if r, ok := x.(resetter); ok {
		r.Reset()
	}
	a.pool.Put(x)
}

func countLines(a *asking, in ...string) int {
	l, ok := a.pool.Get().(*lines)
	if !ok {
		l = new(lines)
	}
	defer a.give(l) // want "goes back into `asking.pool` without a reset"
	l.list = append(l.list, in...)
	return len(l.list)
}
