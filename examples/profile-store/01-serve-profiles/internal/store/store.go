// Package store keeps profiles in memory.
package store

import (
	"hash/maphash"
	"sync"

	"example.com/profile-store/internal/profile"
)

const shards = 64

// Store holds profiles; it may be used from several goroutines.
type Store struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu       sync.RWMutex
	profiles map[string]profile.Profile
}

// New returns an empty store.
func New() *Store {
	s := &Store{seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].profiles = make(map[string]profile.Profile)
	}
	return s
}

// Put keeps a profile in place of the one with the same id.
func (s *Store) Put(p profile.Profile) {
	sh := s.shard(p.ID)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.profiles[p.ID] = p
}

// Get returns the profile with an id and whether there is one.
func (s *Store) Get(id string) (profile.Profile, bool) {
	sh := s.shard(id)
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	p, ok := sh.profiles[id]
	return p, ok
}

func (s *Store) shard(id string) *shard {
	return &s.shards[maphash.String(s.seed, id)%shards]
}
