// Package server is set up by its own module alone.
package server

import "sync"

type Server struct{ pool sync.Pool }

func New() *Server {
	s := new(Server)
	s.Configure(8)
	return s
}

func (s *Server) Configure(n int) {
	s.pool = sync.Pool{New: func() any { return make(chan error, n) }}
}

func (s *Server) Get() chan error { return s.pool.Get().(chan error) }
