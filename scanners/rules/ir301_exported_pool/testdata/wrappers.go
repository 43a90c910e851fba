package a

import (
	"bytes"
	"sync"
)

type Typed[T any] struct {
	pool sync.Pool
	new  func() T
}

func (t *Typed[T]) Get() T {
	if x, ok := t.pool.Get().(T); ok {
		return x
	}
	return t.new()
}

func (t *Typed[T]) Put(x T) { t.pool.Put(x) }

var Buffers = Typed[*bytes.Buffer]{new: func() *bytes.Buffer { return new(bytes.Buffer) }} // want "`Buffers` is an exported package-level variable of the pool type `Typed"

var Several = map[int]*Typed[int]{} // want "`Several` is an exported package-level variable of the pool type `Typed"

var unexported Typed[string]

// A server is more than a wrapper of its pool.
type Server struct {
	name     string
	handlers map[string]func()
	scratch  sync.Pool
}

func (s *Server) handle(x any) { s.scratch.Put(x) }

var Default = &Server{}
