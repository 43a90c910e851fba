package a

import (
	"bytes"
	"net"
	"os"
	"sync"
)

// A wrapper whose New calls what it is given.
type Pool[T any] struct {
	pool sync.Pool // want "`Pool\[T\].pool.New` takes its objects from `os.Open`"
}

func NewPool[T any](make func() T) *Pool[T] {
	return &Pool[T]{pool: sync.Pool{New: func() any { return make() }}}
}

var files = NewPool(func() *os.File {
	f, _ := os.Open("words")
	return f
})

// A named function that is handed through another one.
func poolOf(make func() net.Conn) *sync.Pool {
	return &sync.Pool{New: func() any { return make() }}
}

func dial() net.Conn {
	c, _ := net.Dial("tcp", "x:1")
	return c
}

var conns = poolOf(dial) // want "`conns.New` takes its objects from `net.Dial`"

// Given by nobody that opens anything.
func memory(make func() *bytes.Buffer) *sync.Pool {
	return &sync.Pool{New: func() any { return make() }}
}

var buffers = memory(func() *bytes.Buffer { return new(bytes.Buffer) })

type shells struct {
	connectionShell func() net.Conn
	connectNext     func() net.Conn
	empty           sync.Pool
	open            sync.Pool // want "takes its objects from `s.connectNext`"
}

// A noun tells of no connection that is opened.
func newShells(s *shells) {
	s.empty.New = func() any { return s.connectionShell() }
	s.open.New = func() any { return s.connectNext() }
}
