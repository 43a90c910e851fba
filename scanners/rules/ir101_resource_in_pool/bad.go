// Package gateway keeps connections in a pool that the garbage collector empties.
package gateway

import (
	"net"
	"os"
	"runtime"
	"sync"
)

type link struct {
	net.Conn
	peer string
}

type Session struct {
	id   string
	conn *link
}

var sessions = sync.Pool{New: func() any { return new(Session) }} // want "`Session.conn.Conn` is a `net.Conn`"

var files sync.Pool // want "`files` keeps `\*os.File`, which owns a resource"

func Serve(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	files.Put(file)
	return nil
}

type scratch struct{ out *os.File }

// The finaliser closes what is dropped: better, and still unbounded.
var guarded = sync.Pool{New: func() any { // want "`scratch.out` is a `\*os.File`. `runtime.SetFinalizer` closes"
	s := &scratch{}
	runtime.SetFinalizer(s, func(s *scratch) { s.out.Close() })
	return s
}}
