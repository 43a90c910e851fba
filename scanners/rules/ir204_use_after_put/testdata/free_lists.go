// Package freelists keeps objects in lists of its own: a channel with room, a slice under a lock.
package freelists

import "sync"

type frame struct{ body []byte }

var free = make(chan *frame, 64)

func take() *frame {
	select {
	case f := <-free:
		return f
	default:
		return new(frame)
	}
}

func give(f *frame) {
	f.body = f.body[:0]
	select {
	case free <- f:
	default:
	}
}

func late(line string) int {
	f := take()
	f.body = append(f.body, line...)
	give(f)
	return len(f.body) // want "`f` is used after it went back into `free`"
}

func inTime(line string) int {
	f := take()
	defer give(f)
	f.body = append(f.body, line...)
	return len(f.body)
}

type arena struct {
	mu     sync.Mutex
	blocks []*frame
}

func (a *arena) get() *frame {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n := len(a.blocks); n > 0 {
		f := a.blocks[n-1]
		a.blocks = a.blocks[:n-1]
		return f
	}
	return &frame{body: make([]byte, 0, 512)}
}

func (a *arena) put(f *frame) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.blocks = append(a.blocks, f)
}

func (a *arena) work(line string) int {
	f := a.get()
	f.body = append(f.body[:0], line...)
	a.put(f)
	return cap(f.body) // want "`f` is used after it went back into `arena.blocks`"
}

// A queue: somebody else works on what is in it.
var jobs = make(chan *frame, 8)

func next() *frame {
	select {
	case f := <-jobs:
		return f
	default:
		return new(frame)
	}
}

func submit(f *frame) bool {
	select {
	case jobs <- f:
		return true
	default:
		return false
	}
}

func worker(done func(*frame)) {
	for f := range jobs {
		done(f)
	}
}

func queue() int {
	f := next()
	submit(f)
	return len(f.body)
}

// A stack that makes nothing where it is empty.
type stack struct {
	mu    sync.Mutex
	items []*frame
}

func (s *stack) pop() *frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.items) == 0 {
		return nil
	}
	f := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return f
}

func (s *stack) push(f *frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = append(s.items, f)
}

func (s *stack) top() int {
	f := s.pop()
	s.push(f)
	return len(f.body)
}
