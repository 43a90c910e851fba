// Package takers sets in all functions that take an object what its reset leaves.
package takers

import "sync"

type index struct{ of *reader }

func newIndex(r *reader) *index { return &index{of: r} }

type reader struct {
	name                       string
	size, offset, depth, level int
	index                      *index
}

var readers = sync.Pool{New: func() any { return new(reader) }}

func take() *reader { return readers.Get().(*reader) }

func give(r *reader) {
	r.name, r.size, r.offset, r.depth, r.level = "", 0, 0, 0, 0
	readers.Put(r)
}

func Open(name string) *reader {
	r := take()
	r.name = name
	r.index = newIndex(r)
	return r
}

func Create(name string, size int) *reader {
	r := take()
	r.name, r.size = name, size
	r.index = newIndex(r)
	return r
}

func (r *reader) At() *index { return r.index }

func (r *reader) Close() { give(r) }

func Length(name string) int {
	r := Open(name)
	defer r.Close()
	return r.size
}

// Here one of two takers sets it.
type cursor struct {
	name                       string
	size, offset, depth, level int
	index                      *index
}

var cursors = sync.Pool{New: func() any { return new(cursor) }}

func pick() *cursor { return cursors.Get().(*cursor) }

func drop(c *cursor) {
	c.name, c.size, c.offset, c.depth, c.level = "", 0, 0, 0, 0 // want "without `index`"
	cursors.Put(c)
}

func FromIndex(name string, at *index) *cursor {
	c := pick()
	c.name = name
	c.index = at
	return c
}

func New(name string) *cursor {
	c := pick()
	c.name = name
	return c
}

func (c *cursor) At() *index { return c.index }

func (c *cursor) Close() { drop(c) }

// The reset of a thing inside a part is no reset of the part, which others have as well.
type totals struct{ sums, counts []int }

func (t *totals) add(n int) {
	t.sums = append(t.sums, n)
	t.counts = append(t.counts, 1)
}

func (t *totals) reset() {
	t.sums = t.sums[:0]
	t.counts = t.counts[:0]
}

type scope struct {
	totals     totals
	peaks      totals
	descending bool
}

func (s *scope) SetDescending(descending bool) { s.descending = descending }

func (s *scope) IsDescending() bool { return s.descending }

type merger struct {
	scope *scope
	names []string
}

var mergers = sync.Pool{New: func() any { return &merger{scope: &scope{}} }}

func Merge(names []string) int {
	m := mergers.Get().(*merger)
	m.names = append(m.names, names...)
	m.scope.totals.add(len(names))
	m.scope.peaks.add(len(m.names))
	n := len(m.scope.totals.sums)
	m.names = m.names[:0]
	m.scope.totals.reset()
	m.scope.peaks.reset()
	mergers.Put(m)
	return n
}

// A record is given its level by the method that puts it back.
type record struct {
	text, source, host, path, name string
	level                          int
}

var records = sync.Pool{New: func() any { return new(record) }}

func newRecord() *record { return records.Get().(*record) }

func (r *record) Level() int { return r.level }

func (r *record) log(level int, text string, write func(*record)) {
	r.level = level
	r.text = text
	write(r)
	r.release()
}

func (r *record) release() {
	r.text, r.source, r.host, r.path, r.name = "", "", "", "", ""
	records.Put(r)
}

func Log(level int, text string, write func(*record)) { newRecord().log(level, text, write) }

func From(host string, level int, text string, write func(*record)) {
	r := newRecord()
	r.host = host
	r.log(level, text, write)
}
