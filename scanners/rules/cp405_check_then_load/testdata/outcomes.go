// Package outcomes tells in other words whether a look-up found something.
package outcomes

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/allegro/bigcache"
	lru "github.com/hashicorp/golang-lru"
)

type page struct {
	body  []byte
	until time.Time
}

func (p *page) isOld() bool { return time.Now().After(p.until) }

type source interface {
	Read(ctx context.Context, name string) (*page, error)
}

type shelf struct {
	mu     sync.Mutex
	recent *lru.Cache
	bytes  *bigcache.BigCache
	pages  map[string]*page
	source source
}

// The value is checked as well.
func (s *shelf) both(ctx context.Context, name string) (*page, error) {
	found, ok := s.recent.Get(name) // want "`shelf.both` looks `s.recent` up"
	if ok && found != nil {
		return found.(*page), nil
	}
	read, err := s.source.Read(ctx, name)
	if err == nil {
		s.recent.Add(name, read)
	}
	return read, err
}

// What is old is loaded once more, and so is what is missing.
func (s *shelf) fresh(ctx context.Context, name string) (*page, error) {
	s.mu.Lock()
	found, ok := s.pages[name] // want "`shelf.fresh` looks `s.pages` up"
	s.mu.Unlock()
	if !ok || found.isOld() {
		read, err := s.source.Read(ctx, name)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		s.pages[name] = read
		s.mu.Unlock()
		return read, nil
	}
	return found, nil
}

// Nil is what a map gives for nothing.
func (s *shelf) byNil(ctx context.Context, name string) (*page, error) {
	s.mu.Lock()
	found := s.pages[name] // want "`shelf.byNil` looks `s.pages` up"
	s.mu.Unlock()
	if found != nil {
		return found, nil
	}
	read, err := s.source.Read(ctx, name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.pages[name] = read
	s.mu.Unlock()
	return read, nil
}

// A cache may say it with an error.
func (s *shelf) byError(ctx context.Context, name string) ([]byte, error) {
	if found, err := s.bytes.Get(name); err == nil { // want "`shelf.byError` looks `s.bytes` up"
		return found, nil
	}
	read, err := s.source.Read(ctx, name)
	if err != nil {
		return nil, err
	}
	return read.body, s.bytes.Set(name, read.body)
}

// Only what is there is loaded anew.
func (s *shelf) renew(ctx context.Context, name string) error {
	_, err := s.bytes.Get(name)
	if err != nil {
		return err
	}
	read, err := s.source.Read(ctx, name)
	if err != nil {
		return err
	}
	return s.bytes.Set(name, read.body)
}

// Something else may do for a hit.
func (s *shelf) eager(ctx context.Context, name string, offline bool) (*page, error) {
	s.mu.Lock()
	found, ok := s.pages[name] // want "`shelf.eager` looks `s.pages` up"
	s.mu.Unlock()
	if ok || offline {
		return found, nil
	}
	read, err := s.source.Read(ctx, name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.pages[name] = read
	s.mu.Unlock()
	return read, nil
}

// It is replaced, whether it was there or not.
func (s *shelf) replace(ctx context.Context, name string) error {
	s.mu.Lock()
	old := s.pages[name]
	s.mu.Unlock()
	if old != nil {
		old.until = time.Time{}
	}
	read, err := s.source.Read(ctx, name)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[name] = read
	return nil
}

var errKnown = errors.New("already there")

// What is there already is an error.
func (s *shelf) create(ctx context.Context, name string) error {
	s.mu.Lock()
	old := s.pages[name]
	s.mu.Unlock()
	if old != nil {
		return errKnown
	}
	read, err := s.source.Read(ctx, name)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[name] = read
	return nil
}

// The lock is held over the load.
func (s *shelf) held(ctx context.Context, name string) (*page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.pages[name]
	if found == nil {
		read, err := s.source.Read(ctx, name)
		if err != nil {
			return nil, err
		}
		s.pages[name] = read
		found = read
	}
	return found, nil
}
