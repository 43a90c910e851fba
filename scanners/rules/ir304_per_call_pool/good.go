// Package pages keeps its pools where they outlive the calls.
package pages

import (
	"bytes"
	"net/http"
	"sync"
)

type Site struct{ buffers sync.Pool }

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, ok := s.buffers.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	b.Reset()
	b.WriteString(r.URL.Path)
	_, _ = w.Write(b.Bytes())
	s.buffers.Put(b)
}

// NewSite makes the pool with the struct that owns it.
func NewSite() *Site {
	return &Site{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

// Handler makes a pool for the handler that it returns.
func Handler() http.HandlerFunc {
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	return func(w http.ResponseWriter, r *http.Request) {
		b := pool.Get().(*bytes.Buffer)
		b.Reset()
		b.WriteString(r.URL.Path)
		_, _ = w.Write(b.Bytes())
		pool.Put(b)
	}
}

// Compress works on many pages with a pool of its own.
func Compress(pages [][]byte, compress func(*bytes.Buffer, []byte)) {
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	var running sync.WaitGroup
	for _, page := range pages {
		running.Add(1)
		go func() {
			defer running.Done()
			b := pool.Get().(*bytes.Buffer)
			b.Reset()
			compress(b, page)
			pool.Put(b)
		}()
	}
	running.Wait()
}
