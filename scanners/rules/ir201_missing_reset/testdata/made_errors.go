// Package failed makes its errors with a package that is not at hand.
package failed

import (
	"sync"

	"github.com/pkg/errors"

	"example.com/storage"
)

type span struct{ start, end int }

var (
	spans  = sync.Pool{New: func() any { return new(span) }}
	ranges = sync.Pool{New: func() any { return new(span) }}
)

func (s *span) read(data []byte) error {
	if len(data) < 2 {
		return errors.New("not enough")
	}
	s.start, s.end = int(data[0]), int(data[1])
	return nil
}

// tryRead may return nil where there is not enough.
func (s *span) tryRead(data []byte, lenient error) error {
	if len(data) < 2 {
		return errors.WithStack(lenient)
	}
	s.start, s.end = int(data[0]), int(data[1])
	return nil
}

func width(data []byte) int {
	s := spans.Get().(*span)
	defer spans.Put(s)
	if err := s.read(data); err != nil {
		return 0
	}
	return s.end - s.start
}

func tryWidth(data []byte, lenient error) int {
	s := ranges.Get().(*span)
	defer ranges.Put(s) // want "its next user trusts the field `end`"
	if err := s.tryRead(data, lenient); err != nil {
		return 0
	}
	return s.end - s.start
}

var (
	fetched = sync.Pool{New: func() any { return new(span) }}
	tried   = sync.Pool{New: func() any { return new(span) }}
)

// What a package that is not at hand gives is returned as an error.
func (s *span) fetch(from *storage.Client, key string) error {
	data, err := from.Get(key)
	if err != nil {
		return err
	}
	s.start, s.end = int(data[0]), int(data[1])
	return nil
}

// tryFetch returns what may be nil.
func (s *span) tryFetch(from *storage.Client, key string) error {
	data, err := from.Get(key)
	if err == nil && len(data) > 1 {
		s.start, s.end = int(data[0]), int(data[1])
	}
	return err
}

func fetchedWidth(from *storage.Client) int {
	s := fetched.Get().(*span)
	defer fetched.Put(s)
	if err := s.fetch(from, "span"); err != nil {
		return 0
	}
	return s.end - s.start
}

func triedWidth(from *storage.Client) int {
	s := tried.Get().(*span)
	defer tried.Put(s) // want "its next user trusts the field `end`"
	if err := s.tryFetch(from, "span"); err != nil {
		return 0
	}
	return s.end - s.start
}
