package shapes

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
)

type conn struct{ id int }

func (c *conn) ping() bool { return c != nil }

type header struct{ names []string }

var (
	bare     sync.Pool
	late     sync.Pool
	nilNew   = sync.Pool{New: func() any { return nil }}
	maybe    = sync.Pool{New: func() any { return open() }}
	fails    = sync.Pool{New: make1}
	headers  = sync.Pool{New: func() any { return new(header) }}
	conns    = sync.Pool{New: func() any { return &conn{} }}
	readers  = sync.Pool{New: func() any { return new(bytes.Reader) }}
	values   = sync.Pool{New: func() any { return conn{} }}
	unknown  = sync.Pool{New: handed}
	byKind   = map[string]*sync.Pool{}
	switched = sync.Pool{New: func() any { return new(conn) }}
)

var handed func() any

func init() { late.New = func() any { return new(conn) } }

func open() *conn { return nil }

func make1() any {
	if late.Get() == nil {
		return errors.New("nothing left")
	}
	return new(conn)
}

func assertsAtOnce() int {
	return bare.Get().(*conn).id // want "`bare` has no New"
}

func assertsLater() *conn {
	v := bare.Get()
	return v.(*conn) // want "`bare` has no New"
}

func checksNil() *conn {
	v := bare.Get()
	if v == nil {
		return new(conn)
	}
	return v.(*conn)
}

func checksInIf() *conn {
	if v := bare.Get(); v != nil {
		return v.(*conn)
	}
	return new(conn)
}

func checksOk() *conn {
	c, ok := bare.Get().(*conn)
	if !ok {
		c = new(conn)
	}
	return c
}

func checksPointer() int {
	c, _ := bare.Get().(*conn)
	if c == nil {
		c = new(conn)
	}
	return c.id
}

func forgetsPointer() int {
	c, _ := bare.Get().(*conn) // want "`bare` has no New"
	return c.id
}

func methodsMayTakeNil() bool {
	c, _ := bare.Get().(*conn)
	return c.ping()
}

func newIsSetInInit() int {
	return late.Get().(*conn).id
}

func newReturnsNil() int {
	return nilNew.Get().(*conn).id // want "can return nil"
}

func newReturnsTypedNil() int {
	return maybe.Get().(*conn).id // want "can return a `\*conn` that is nil"
}

func newReturnsAnError() int {
	return fails.Get().(*conn).id // want "can return `error`"
}

func newIsNotKnown() int {
	return unknown.Get().(*conn).id
}

func wrongPool() []string {
	return conns.Get().(*header).names // want "makes `\*conn`, and the result of Get is asserted to be `\*header`"
}

func wrongPoolEvenIfChecked() {
	h, ok := conns.Get().(*header) // want "asserted to be `\*header`"
	if ok {
		h.names = nil
	}
}

func rightInterface() io.Reader {
	return readers.Get().(io.Reader)
}

func wrongInterface() io.Writer {
	return readers.Get().(io.Writer) // want "asserted to be `io.Writer`"
}

func valueForPointer() *conn {
	return values.Get().(*conn) // want "makes `conn`"
}

func asksForAnError() (*conn, error) {
	v := conns.Get()
	if err, ok := v.(error); ok {
		return nil, err
	}
	c, ok := v.(*conn)
	if !ok {
		return nil, errors.New("no conn")
	}
	return c, nil
}

// What is not the one thing that New makes is the other.
func takesTheRestForAnError() (*conn, error) {
	v := fails.Get()
	c, ok := v.(*conn)
	if !ok {
		return nil, v.(error)
	}
	return c, nil
}

func takesAllForAnError() error {
	v := fails.Get()
	return v.(error) // want "can return `\*conn`"
}

func storesWrong(h *header, c *conn) {
	headers.Put(c) // want "`\*conn` is put into `headers`"
	headers.Put(h)
	_ = headers.Get().(*header)
}

func keyed(kind string) {
	c := byKind[kind].Get().(*conn)
	byKind[kind].Put(c)
	byKind["text"].Put(new(strings.Reader))
}

func switches() int {
	switch x := switched.Get().(type) {
	case *conn:
		return x.id
	case *header:
		return len(x.names)
	}
	switched.Put(new(header))
	return 0
}

func parameter(p *sync.Pool) int {
	return p.Get().(*conn).id
}

type job struct{ id int }

type session struct {
	jobs sync.Pool
	name string
}

type sessions struct{ pool sync.Pool }

// newSessions has objects with a pool of their own, whose New makes something else.
func newSessions() *sessions {
	return &sessions{pool: sync.Pool{New: func() any {
		return &session{jobs: sync.Pool{New: func() any { return new(job) }}}
	}}}
}

func (s *sessions) open(name string) *session {
	opened := s.pool.Get().(*session)
	opened.name = name
	return opened
}
