// Package emptied resets one of the structs inside an object as a whole.
package emptied

import "sync"

type header struct {
	version int
	flags   uint32
}

type body struct {
	rows []string
	size int
}

type commit struct {
	header header
	body   body
}

type engine struct{ commits, started, both sync.Pool }

func newCommit() any { return new(commit) }

func newEngine() *engine {
	e := &engine{}
	e.commits.New = newCommit
	return e
}

func (e *engine) Commit(version int, rows []string) int {
	c := e.commits.Get().(*commit)
	c.header.version = version
	c.header.flags |= 1
	for _, row := range rows {
		c.body.rows = append(c.body.rows, row)
		c.body.size += len(row)
	}
	size := c.body.size + len(c.body.rows)
	c.header = header{} // want "reset field by field, without `body.size`"
	e.commits.Put(c)
	return size
}

type started struct {
	header header
	body   body
}

// Start begins the body anew.
func (e *engine) Start(version int, rows []string) int {
	s, ok := e.started.Get().(*started)
	if !ok {
		s = new(started)
	}
	s.header.version = version
	s.body.size = 0
	s.body.rows = s.body.rows[:0]
	for _, row := range rows {
		s.body.rows = append(s.body.rows, row)
		s.body.size += len(row)
	}
	size := s.body.size
	s.header = header{}
	e.started.Put(s)
	return size
}

type pair struct {
	header header
	body   body
}

func (e *engine) Both(version int, rows []string) int {
	p, ok := e.both.Get().(*pair)
	if !ok {
		p = new(pair)
	}
	p.header.version = version
	for _, row := range rows {
		p.body.size += len(row)
	}
	size := p.body.size
	p.header, p.body = header{}, body{}
	e.both.Put(p)
	return size
}
