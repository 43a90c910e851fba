// Package sessions keeps what a library makes, whose types are not at hand, with a finaliser.
package sessions

import (
	"runtime"
	"sync"

	"xorm.io/xorm"
)

type store struct {
	sessions sync.Pool // want "`runtime.SetFinalizer` closes what the garbage collector drops, late and in bulk"
	plain    sync.Pool // want "and nothing closes what is dropped"
}

func newStore(engine *xorm.Engine) *store {
	s := &store{}
	s.sessions.New = func() any {
		session := engine.NewSession()
		runtime.SetFinalizer(session, func(session *xorm.Session) { session.Close() })
		return session
	}
	return s
}

func (s *store) run(f func(*xorm.Session) error) error {
	session := s.sessions.Get().(*xorm.Session)
	defer s.sessions.Put(session)
	return f(session)
}

type reader struct{ session *xorm.Session }

func (s *store) read(engine *xorm.Engine, f func(*reader) error) error {
	r, ok := s.plain.Get().(*reader)
	if !ok {
		r = &reader{session: engine.NewSession()}
	}
	defer s.plain.Put(r)
	return f(r)
}
