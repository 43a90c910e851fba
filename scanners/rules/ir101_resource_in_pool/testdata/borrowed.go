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
