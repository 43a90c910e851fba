// Package published holds objects that go through an atomic pointer.
package published

import (
	"sync"
	"sync/atomic"
)

type point struct{ value float64 }

var points = sync.Pool{New: func() any { return new(point) }}

type gauge struct{ last atomic.Pointer[point] }

func (g *gauge) Value() float64 {
	if p := g.last.Load(); p != nil {
		return p.value
	}
	return 0
}

func (g *gauge) Submit(value float64) {
	fresh, _ := points.Get().(*point)
	fresh.value = value
	old := g.last.Swap(fresh)
	if old != nil {
		points.Put(old) // want "`old` goes back into `points` although `last` has published it"
	}
}

// slot is used by whoever swaps it out, and by nobody else.
type slot struct{ spare atomic.Pointer[point] }

func (s *slot) Use() float64 {
	p := s.spare.Swap(nil)
	if p == nil {
		p, _ = points.Get().(*point)
	}
	p.value = 0
	p.value++
	value := p.value
	if !s.spare.CompareAndSwap(nil, p) {
		points.Put(p)
	}
	return value
}

// agreed lets readers and the writer take turns.
type agreed struct {
	mu   sync.RWMutex
	last atomic.Pointer[point]
}

func (a *agreed) Value() float64 {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.last.Load().value
}

func (a *agreed) Submit(p *point) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if old := a.last.Swap(p); old != nil {
		points.Put(old)
	}
}

type link struct {
	next  atomic.Pointer[link]
	value float64
}

var links = sync.Pool{New: func() any { return new(link) }}

// queue is emptied by one goroutine, which moves the head on without asking whether somebody else has.
type queue struct{ head, tail atomic.Pointer[link] }

func (q *queue) push(value float64) {
	fresh, _ := links.Get().(*link)
	fresh.value = value
	fresh.next.Store(nil)
	q.tail.Swap(fresh).next.Store(fresh)
}

func (q *queue) pop() (float64, bool) {
	head := q.head.Load()
	next := head.next.Load()
	if next == nil {
		return 0, false
	}
	value := next.value
	q.head.Store(next)
	links.Put(head)
	return value, true
}

var plates = sync.Pool{New: func() any { return new(link) }}

// stack is emptied by several.
type stack struct{ top atomic.Pointer[link] }

func (s *stack) pop() (float64, bool) {
	for {
		top := s.top.Load()
		if top == nil {
			return 0, false
		}
		next, value := top.next.Load(), top.value
		if s.top.CompareAndSwap(top, next) {
			plates.Put(top) // want "`top` goes back into `plates` although `top` has published it"
			return value, true
		}
	}
}
