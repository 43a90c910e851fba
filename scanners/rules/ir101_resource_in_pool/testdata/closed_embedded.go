// Package sessions wraps connections by embedding them, and closes what it wraps through the wrapper.
package sessions

import (
	"net"
	"sync"
)

// Session is handed to handlers.
type Session interface {
	net.Conn
	Greet()
}

type session struct {
	net.Conn
	greeted bool
}

func (s *session) Greet() { s.greeted = true }

// Server closes each connection before its wrapper goes back.
type Server struct {
	sessions sync.Pool
	handle   func(Session)
}

func NewServer(handle func(Session)) *Server {
	s := &Server{handle: handle}
	s.sessions.New = func() any {
		var made Session = &session{}
		return made
	}
	return s
}

func (s *Server) serve(conn net.Conn) {
	wrapped := s.sessions.Get().(*session)
	wrapped.Conn = conn
	s.handle(wrapped)
	wrapped.Close()
	s.sessions.Put(wrapped)
}

// Keeper leaves the connection open for the next user of its wrapper.
type Keeper struct {
	sessions sync.Pool // want "nothing closes"
	handle   func(Session)
}

func (k *Keeper) serve(conn net.Conn) {
	wrapped, _ := k.sessions.Get().(*session)
	if wrapped == nil {
		wrapped = &session{Conn: conn}
	}
	k.handle(wrapped)
	k.sessions.Put(wrapped)
}
