package a

import (
	"net"
	"sync"
	"unsafe"
)

// Server owns its listener and its pool; what the pool holds points back to it.
type Server struct {
	ln   net.Listener
	pool sync.Pool
}

type task struct {
	server *Server
	body   []byte
}

func (s *Server) serve(body []byte) {
	t, ok := s.pool.Get().(*task)
	if !ok {
		t = &task{server: s}
	}
	t.body = append(t.body[:0], body...)
	s.pool.Put(t)
}

// A connection passes through the channel and does not stay in it.
type worker struct{ work chan net.Conn }

var workers = sync.Pool{New: func() any { return &worker{work: make(chan net.Conn, 1)} }}

// The raw pointer is how a data structure keeps its own memory.
type column struct{ data vector }

type vector struct {
	start  unsafe.Pointer
	length int
}

var columns = sync.Pool{New: func() any { return &column{} }}

// A field of an embedded struct is cleared by its own name.
type batch struct {
	inner
	data []byte
}

type inner struct{ conn net.Conn }

var batches = sync.Pool{New: func() any { return &batch{} }}

func (b *batch) release() {
	b.conn = nil
	batches.Put(b)
}
