// Package borrowed holds functions that put back what they were only lent.
package borrowed

import "sync"

type context struct{ path string }

type engine struct{ contexts sync.Pool }

func (e *engine) Serve(path string) {
	c, _ := e.contexts.Get().(*context)
	c.path = path
	e.handle(c)
	e.contexts.Put(c)
}

func (e *engine) handle(c *context) {
	println(c.path)
}

// Redirect is for handlers.
func (e *engine) Redirect(c *context) {
	e.handle(c)
	e.contexts.Put(c) // want "`c` is put back into `engine.contexts` by a function that only borrows it"
}

type server struct{ contexts sync.Pool }

func (s *server) Serve(path string) {
	c := s.Acquire()
	c.path = path
	s.handle(c)
	s.Finish(c)
}

func (s *server) Acquire() *context {
	c, _ := s.contexts.Get().(*context)
	return c
}

func (s *server) handle(c *context) {
	println(c.path)
}

// Finish is for whoever acquires a context.
func (s *server) Finish(c *context) {
	s.handle(c)
	s.contexts.Put(c)
}
