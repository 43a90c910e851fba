// Package sometimes holds callees that start a goroutine on some paths only, and tell on which.
package sometimes

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type server struct {
	running bool
	mu      sync.Mutex
	group   sync.WaitGroup
	queue   chan *bytes.Buffer
}

func (s *server) start(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running {
		return false
	}
	s.group.Add(1)
	go f()
	return true
}

func (s *server) run(b *bytes.Buffer) {}

func (s *server) Ignored() {
	b := buffers.Get().(*bytes.Buffer)
	s.start(func() { s.run(b) })
	buffers.Put(b) // want "`b` goes back into `buffers` while a goroutine"
}

func (s *server) Heard() {
	b := buffers.Get().(*bytes.Buffer)
	if !s.start(func() { s.run(b) }) {
		buffers.Put(b)
	}
}

// process may start a goroutine, and does not say whether it has.
func (s *server) process(b *bytes.Buffer) {
	if b.Len() > 1024 {
		s.run(b)
	} else {
		s.start(func() { s.run(b) })
	}
}

func (s *server) Silent() {
	b := buffers.Get().(*bytes.Buffer)
	s.process(b)
	buffers.Put(b)
}

func (s *server) offer(b *bytes.Buffer) bool {
	select {
	case s.queue <- b:
		return true
	default:
		return false
	}
}

// Refused puts back what nobody has taken.
func (s *server) Refused() {
	b := buffers.Get().(*bytes.Buffer)
	if !s.offer(b) {
		buffers.Put(b)
	}
}

func (s *server) Careless() {
	b := buffers.Get().(*bytes.Buffer)
	s.offer(b)
	buffers.Put(b) // want "`b` goes back into `buffers` while a goroutine"
}
