// Package cache counts hits and misses side by side.
package cache

import "sync/atomic"

type Stats struct {
	hits   atomic.Int64 // want "`hits`, `misses` of `Stats` lie in one cache line"
	misses atomic.Int64
}

func (s *Stats) Hit()  { s.hits.Add(1) }
func (s *Stats) Miss() { s.misses.Add(1) }

type Traffic struct {
	name     string
	received uint64 // want "`received`, `sent` of `Traffic` lie in one cache line"
	sent     uint64
}

func (t *Traffic) Read(n int)  { atomic.AddUint64(&t.received, uint64(n)) }
func (t *Traffic) Write(n int) { atomic.AddUint64(&t.sent, uint64(n)) }
