// Package handlers has handlers that a server calls with contexts from a pool.
package handlers

import (
	"net/http"
	"sync"
	"time"
)

type Context struct {
	request *http.Request
	path    string
}

func (c *Context) Next() {}

type Middleware func(*Context)

var contexts = sync.Pool{New: func() any { return new(Context) }}

func wrap(middleware Middleware) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		c := contexts.Get().(*Context)
		defer func() {
			*c = Context{}
			contexts.Put(c)
		}()
		c.request, c.path = r, r.URL.Path
		middleware(c)
	}
}

func Timeout(limit time.Duration) Middleware {
	return func(c *Context) {
		done := make(chan struct{})
		go func() { // want "`c` goes back into `contexts` while a goroutine that was started with `c` may still use it"
			defer close(done)
			c.Next()
		}()
		select {
		case <-done:
		case <-time.After(limit):
		}
	}
}

// Parallel waits in every case.
func Parallel(other func()) Middleware {
	return func(c *Context) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			c.Next()
		}()
		other()
		<-done
	}
}

// Counted has nothing of the context in its goroutine.
func Counted(count func(path string)) Middleware {
	return func(c *Context) {
		path := c.path
		go func() { count(path) }()
		c.Next()
	}
}

// Observer is called by nobody with a context of the pool.
type Observer func(*Context)

func Observe(seen func(*Context)) Observer {
	return func(c *Context) {
		go func() { seen(c) }()
	}
}

type server struct{ handler Handler }

type Handler func(*Context) error

func (s *server) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	c := contexts.Get().(*Context)
	c.request, c.path = r, r.URL.Path
	_ = s.handler(c)
	*c = Context{}
	contexts.Put(c)
}

func Later() Handler {
	return func(c *Context) error {
		go func() { // want "`c` goes back into `contexts` while a goroutine that was started with `c` may still use it"
			c.Next()
		}()
		return nil
	}
}
