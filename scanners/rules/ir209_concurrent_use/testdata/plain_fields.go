// Package plain starts goroutines that have what refers to an object, and come nowhere near it.
package plain

import (
	"bytes"
	"net/http"
	"sync"
)

type writer struct {
	http.ResponseWriter
	buf    *bytes.Buffer
	mu     sync.Mutex
	isSent bool
}

func newWriter(w http.ResponseWriter, buf *bytes.Buffer) *writer {
	return &writer{ResponseWriter: w, buf: buf}
}

func (w *writer) send() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.isSent {
		_, _ = w.buf.WriteTo(w.ResponseWriter)
	}
}

type middleware struct{ buffers sync.Pool }

func newMiddleware() *middleware {
	return &middleware{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

func (m *middleware) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	buf := m.buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer m.buffers.Put(buf)
	own := newWriter(w, buf)
	go func(r *http.Request, own *writer) {
		<-r.Context().Done()
		own.mu.Lock()
		own.isSent = true
		own.mu.Unlock()
	}(r, own)
	next.ServeHTTP(own, r)
	own.send()
}

func (m *middleware) serveWithFlag(w http.ResponseWriter, r *http.Request, next http.Handler) {
	buf := m.buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer m.buffers.Put(buf)
	own := newWriter(w, buf)
	go func() {
		<-r.Context().Done()
		own.mu.Lock()
		own.isSent = true
		own.mu.Unlock()
	}()
	next.ServeHTTP(own, r)
	own.send()
}

func (m *middleware) serveAndSend(w http.ResponseWriter, r *http.Request, next http.Handler) {
	buf := m.buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer m.buffers.Put(buf) // want "`buf` goes back into `middleware.buffers` while a goroutine that was started with `buf, own.buf`"
	own := newWriter(w, buf)
	go func() {
		<-r.Context().Done()
		own.send()
	}()
	next.ServeHTTP(own, r)
}
