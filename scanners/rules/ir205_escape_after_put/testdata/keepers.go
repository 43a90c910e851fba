// Package keepers holds calls that keep memory of what they are given.
package keepers

import (
	"bytes"
	"context"
	"net/http"
	"sync"

	"github.com/valyala/fasthttp"
)

var (
	buffers sync.Pool
	cache   sync.Map
	latest  []byte
)

type message struct{ body []byte }

func (m *message) setBody(b []byte) *message {
	m.body = b
	return m
}

func (m *message) setName(string) *message { return m }

func newMessage() *message { return &message{} }

func (m *message) copyBody(b []byte) { m.body = append([]byte(nil), b...) }

func remember(b []byte) { latest = b }

func forward(m *message, b []byte) { m.setBody(b) }

// Build returns what keeps the memory: the callee stores it in its receiver, two calls further down.
func Build() *message {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	m := newMessage()
	forward(m, b.Bytes())
	return m // want "`m` is returned and shares its memory with `b`"
}

// Chained sets it on what another setter returned.
func Chained() *message {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	m := newMessage()
	m.setName("x").setBody(b.Bytes())
	return m // want "`m` is returned"
}

type server struct {
	last *message
	ctx  *fasthttp.RequestCtx
	seen sync.Map
}

func (s *server) Fill() {
	b, _ := buffers.Get().(*bytes.Buffer)
	s.last.setBody(b.Bytes()) // want "`s.last.setBody\(b.Bytes\(\)\)` keeps memory of `b`"
	buffers.Put(b)
}

func (s *server) Copy() {
	b, _ := buffers.Get().(*bytes.Buffer)
	s.last.copyBody(b.Bytes())
	buffers.Put(b)
}

func Global() {
	b, _ := buffers.Get().(*bytes.Buffer)
	remember(b.Bytes()) // want "keeps memory of `b`"
	buffers.Put(b)
}

func (s *server) send(body []byte) { s.ctx.Response.SetBodyRaw(body) }

func (s *server) Reply() {
	b, _ := buffers.Get().(*bytes.Buffer)
	s.send(b.Bytes()) // want "keeps memory of `b`"
	buffers.Put(b)
}

func Cached(key string) {
	b, _ := buffers.Get().(*bytes.Buffer)
	cache.Store(key, b.Bytes()) // want "`cache.Store\(key, b.Bytes\(\)\)` keeps memory of `b`"
	buffers.Put(b)
}

type key struct{}

func WithBuffer(ctx context.Context) context.Context {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	return context.WithValue(ctx, key{}, b) // want "is returned and shares its memory with `b`"
}

func WithRequest(r *http.Request) *http.Request {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	return r.WithContext(context.WithValue(r.Context(), key{}, b)) // want "is returned and shares its memory with `b`"
}

// Served is through with the request before the buffer goes back.
func Served(next http.Handler, w http.ResponseWriter, r *http.Request) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	r = r.WithContext(context.WithValue(r.Context(), key{}, b))
	next.ServeHTTP(w, r)
}

type sink interface{ put(values ...any) }

type store struct{ all []any }

func (s *store) put(values ...any) { s.all = append(s.all, values[0]) }

func Through(s sink) {
	b, _ := buffers.Get().(*bytes.Buffer)
	s.put(b) // want "keeps memory of `b`"
	buffers.Put(b)
}

// Borrowed lets go of it before the Put, in a call that may do so.
func (s *server) Borrowed() {
	b, _ := buffers.Get().(*bytes.Buffer)
	s.last.setBody(b.Bytes())
	s.last.flush()
	buffers.Put(b)
}

func (m *message) flush() { m.body = nil }

// Local keeps it in something that dies with the function.
func Local() int {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	m := newMessage().setBody(b.Bytes())
	return len(m.body)
}

// Seen takes it out of the map before the Put.
func (s *server) Seen(id int) {
	b, _ := buffers.Get().(*bytes.Buffer)
	s.seen.Store(id, b)
	b.WriteByte('x')
	s.seen.Delete(id)
	buffers.Put(b)
}

type encoder struct{ out *bytes.Buffer }

var encoders sync.Pool

func (e *encoder) reset(out *bytes.Buffer) { e.out = out }

// Both go back: what the encoder still refers to is IR207's question.
func Both() {
	b, _ := buffers.Get().(*bytes.Buffer)
	e, _ := encoders.Get().(*encoder)
	e.reset(b)
	encoders.Put(e)
	buffers.Put(b)
}
