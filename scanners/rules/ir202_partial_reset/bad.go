// Package web serves requests with pooled contexts.
package web

import (
	"net/http"
	"net/url"
	"sync"
)

// Context carries one request.
type Context struct {
	request *http.Request
	writer  http.ResponseWriter
	query   url.Values
	status  int
}

func (c *Context) reset(w http.ResponseWriter, r *http.Request) {
	c.request = r
	c.writer = w
	c.status = 0 // want "field by field, without `query`"
}

// Query parses the query of the request once.
func (c *Context) Query(name string) string {
	if c.query == nil {
		c.query = c.request.URL.Query()
	}
	return c.query.Get(name)
}

// Server owns the pool.
type Server struct {
	contexts sync.Pool
	handle   func(*Context)
}

// NewServer makes the pool with its owner.
func NewServer(handle func(*Context)) *Server {
	return &Server{contexts: sync.Pool{New: func() any { return new(Context) }}, handle: handle}
}

// ServeHTTP answers a request from the query of an earlier one.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := s.contexts.Get().(*Context)
	c.reset(w, r)
	s.handle(c)
	s.contexts.Put(c)
}
