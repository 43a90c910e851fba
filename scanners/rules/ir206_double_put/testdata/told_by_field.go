// Package toldbyfield has methods that put back a field, of which another field tells, or does not.
package toldbyfield

import (
	"errors"
	"sync"
)

var lists = sync.Pool{New: func() any { return new([]int) }}

type batch struct {
	list   *[]int
	closed bool
	size   int
}

func (b *batch) count() { b.size++ }

func (b *batch) rollback() error {
	b.count()
	b.closed = true
	lists.Put(b.list)
	b.count()
	return nil
}

func (b *batch) fail() {
	lists.Put(b.list)
	b.count()
}

func (b *batch) Commit(ok bool) error {
	if b.closed {
		return errors.New("closed")
	}
	defer func() {
		if b.closed {
			return
		}
		lists.Put(b.list)
	}()
	if !ok {
		return b.rollback()
	}
	return nil
}

func (b *batch) Failing(ok bool) error {
	if !ok {
		b.fail()
	}
	lists.Put(b.list) // want "`b.list` is put back into `lists` a second time"
	return nil
}

// A Close that only sets a flag, and whose lock is embedded, runs again.
type stream struct {
	sync.Mutex
	list   *[]int
	closed bool
}

func (s *stream) Read([]byte) (int, error) { return len(*s.list), nil }

func (s *stream) Close() error {
	s.Lock()
	defer s.Unlock()
	s.closed = true
	lists.Put(s.list) // want "a second call puts `s.list` back into `lists` again"
	return nil
}
