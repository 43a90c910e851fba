// Package cache keeps its counters apart.
package cache

import "sync/atomic"

type Stats struct {
	hits   atomic.Int64
	_      [56]byte
	misses atomic.Int64
	_      [56]byte
}

func (s *Stats) Hit()  { s.hits.Add(1) }
func (s *Stats) Miss() { s.misses.Add(1) }

// Totals are updated together: one line is what they want.
type Totals struct {
	requests atomic.Int64
	bytes    atomic.Int64
}

func (t *Totals) Add(n int) {
	t.requests.Add(1)
	t.bytes.Add(int64(n))
}
