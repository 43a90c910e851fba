// Package same holds values two fields of which may name one object.
package same

import (
	"bytes"
	"sync"
)

type server struct{ buffers sync.Pool }

func newServer() *server {
	return &server{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

type answer struct {
	raw, body *bytes.Buffer
}

func (s *server) take() *bytes.Buffer {
	b, _ := s.buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

func (s *server) Fetch(text string, decode bool) *answer {
	a := &answer{raw: s.take()}
	a.raw.WriteString(text)
	a.body = a.raw
	if decode {
		a.body = s.take()
		a.body.WriteString(text)
	}
	return a
}

func (s *server) Done(a *answer) {
	s.buffers.Put(a.raw)
	s.buffers.Put(a.body) // want "`a.body` goes back into `server.buffers` although it may be the object"
	a.raw, a.body = nil, nil
}

func (s *server) DoneOnce(a *answer) {
	if a.body != a.raw {
		s.buffers.Put(a.body)
	}
	s.buffers.Put(a.raw)
}

func (s *server) DoneWithRaw(a *answer) {
	s.buffers.Put(a.raw)
	a.body = s.take()
	s.buffers.Put(a.body)
}

// DoneShared lets go of the body where it is the raw text.
func (s *server) DoneShared(a *answer, isPlain bool) {
	if isPlain {
		a.body = nil
	}
	s.buffers.Put(a.raw)
	if a.body != nil {
		s.buffers.Put(a.body)
	}
}

// A pair has an object of its own in each field, though one is set to the other for a moment.
type pair struct{ front, back *bytes.Buffer }

func (s *server) turn(p *pair) {
	p.back = p.front
	p.front = s.take()
}

func (p *pair) swap() { p.front, p.back = p.back, p.front }

func (s *server) drop(p *pair) {
	s.buffers.Put(p.front)
	s.buffers.Put(p.back)
}

// A lazy one has its second buffer only where it says so.
type lazy struct {
	in, out *bytes.Buffer
	isOwn   bool
}

func (s *server) open(text string) *lazy {
	l := &lazy{in: s.take()}
	l.in.WriteString(text)
	l.out = l.in
	return l
}

func (s *server) close(l *lazy) {
	s.buffers.Put(l.in)
	if l.isOwn {
		s.buffers.Put(l.out)
	}
}
