package a

import (
	"net"
	"os"
	"sync"
)

type request struct {
	conn net.Conn
	file *os.File
	body []byte
}

// Cleared in the function that puts it back.
var inPlace = sync.Pool{New: func() any { return new(request) }}

func one(c net.Conn) {
	r := inPlace.Get().(*request)
	r.conn = c
	r.conn, r.file = nil, nil
	inPlace.Put(r)
}

// Cleared as a whole by the function that puts it back.
var whole = sync.Pool{New: func() any { return new(request) }}

func giveBack(r *request) {
	*r = request{body: r.body[:0]}
	whole.Put(r)
}

// Cleared through two methods.
var through = sync.Pool{New: func() any { return new(request) }}

func (r *request) clean() { r.forget(); r.body = nil }

func (r *request) forget() {
	r.conn = nil
	r.file = nil
}

func (r *request) Release() {
	r.clean()
	through.Put(r)
}

// One of two fields is forgotten.
var partly = sync.Pool{New: func() any { return new(request) }} // want "`request.file` is a `\*os.File`"

func two(r *request) {
	r.conn = nil
	partly.Put(r)
}

// One of two Puts does not clear.
var sometimes = sync.Pool{New: func() any { return new(request) }} // want "`request.conn` is a `net.Conn`"

func three(r *request, failed bool) {
	if failed {
		sometimes.Put(r)
		return
	}
	*r = request{}
	sometimes.Put(r)
}

// Cleared too late.
var late = sync.Pool{New: func() any { return new(request) }} // want "`request.conn` is a `net.Conn`"

func four(r *request) {
	late.Put(r)
	r.conn = nil
	r.file = nil
}

// Set to something else than nil.
var replaced = sync.Pool{New: func() any { return new(request) }} // want "`request.conn` is a `net.Conn`"

func five(r *request, other net.Conn) {
	r.conn = other
	r.file = nil
	replaced.Put(r)
}

// Whoever takes one starts anew with a connection of its own: what is left at Put is another rule's.
var renewed = sync.Pool{New: func() any { return new(request) }}

func six(c net.Conn) {
	r := renewed.Get().(*request)
	body := r.body
	*r = request{}
	r.body, r.conn = body, c
	renewed.Put(r)
}

// Through the function that takes it.
type visit struct{ conn net.Conn }

var visits = sync.Pool{New: func() any { return new(visit) }}

func newVisit(c net.Conn) *visit {
	v := visits.Get().(*visit)
	v.conn = c
	return v
}

func seven(c net.Conn) {
	v := newVisit(c)
	visits.Put(v)
}

// Only where there is none yet: the next user gets this one.
var lasting = sync.Pool{New: func() any { return new(visit) }} // want "`visit.conn` is a `net.Conn`"

func eight(c net.Conn) {
	v := lasting.Get().(*visit)
	if v.conn == nil {
		v.conn = c
	}
	lasting.Put(v)
}

// Dialled anew: nobody closes the old one.
var dialled = sync.Pool{New: func() any { return new(visit) }} // want "`visit.conn` is a `net.Conn`"

func nine() {
	v := dialled.Get().(*visit)
	v.conn, _ = net.Dial("tcp", "upstream:9000")
	dialled.Put(v)
}

// Closed before every Put: nothing is left that somebody would have to close.
var shut = sync.Pool{New: func() any { return new(visit) }}

func ten(v *visit) error {
	if v.conn != nil {
		v.conn.Close()
	}
	shut.Put(v)
	return nil
}

// Closed where something went wrong, and kept open otherwise.
var ajar = sync.Pool{New: func() any { return new(visit) }} // want "`visit.conn` is a `net.Conn`"

func eleven(v *visit, failed bool) {
	if failed {
		v.conn.Close()
		return
	}
	ajar.Put(v)
}

type operation struct {
	on   net.Conn
	size int
}

type loop struct {
	pool    sync.Pool
	results chan *operation
	done    []*operation
}

func newLoop() *loop {
	return &loop{pool: sync.Pool{New: func() any { return new(operation) }}, results: make(chan *operation, 8)}
}

func (l *loop) submit(on net.Conn) {
	o := l.pool.Get().(*operation)
	o.on, o.size = on, 0
	l.results <- o
}

// Those of the last call go back, which have let go of their connections.
func (l *loop) wait() int {
	for _, each := range l.done {
		l.pool.Put(each)
	}
	l.done = l.done[:0]
	o := <-l.results
	o.on = nil
	l.done = append(l.done, o)
	return o.size
}
