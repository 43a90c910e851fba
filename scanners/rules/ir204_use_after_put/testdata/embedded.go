// Package embedded holds structs whose embedded part is pooled, and gives itself back.
package embedded

import "sync"

type rows struct{ values []string }

var pool = sync.Pool{New: func() any { return new(rows) }}

func (r *rows) release() { pool.Put(r) }

func (r *rows) count() int { return len(r.values) }

type result struct {
	status int
	*rows
}

// Close goes on with the result, not with its rows.
func (r *result) Close() int {
	if r.rows != nil {
		r.release()
		r.rows = nil
	}
	return r.status
}

// Last reads a field of the rows, which it reaches through the result.
func (r *result) Last() string {
	r.release()
	return r.values[len(r.values)-1] // want "`r.values` is used after `r.rows`, whose memory it shares, went back into `pool`"
}

// Count calls a method of the rows.
func (r *result) Count() int {
	r.release()
	return r.count() // want "`r.count` is used after `r.rows`"
}

// New ones may come in between.
func (r *result) Next() int {
	r.release()
	r.rows, _ = pool.Get().(*rows)
	return r.count()
}

func Taken() int {
	r := &result{}
	r.rows, _ = pool.Get().(*rows)
	n := r.count()
	r.release()
	return n + r.status
}

type chunks struct {
	*rows
	merged *merge
}

type merge struct{ size int }

var merges = sync.Pool{New: func() any { return new(merge) }}

// close gives back two objects with one call of it.
func (c *chunks) close() {
	c.rows.release()
	merges.Put(c.merged)
}

func (c *chunks) Size() int {
	c.close()
	return c.merged.size // want "`c.merged` is used after it went back into `merges`"
}

func (c *chunks) First() string {
	c.close()
	return c.values[0] // want "`c.values` is used after `c.rows`, whose memory it shares, went back into `pool`"
}

type session struct {
	mu sync.Mutex
	*rows
}

// end gives back the rows of the session, which goes on without them.
func (s *session) end() {
	s.release()
}

func (s *session) Finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end()
}

func (s *session) Tail() string {
	s.end()
	return s.values[0] // want "`s.values` is used after `s.rows`, whose memory it shares, went back into `pool`"
}
