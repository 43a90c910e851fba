// Package other_names holds slices that grow under the name of a variable.
package other_names

import (
	"strconv"
	"sync"
)

type quoter struct{ scratch []byte }

var quoters = sync.Pool{New: func() any { return new(quoter) }}

func (q *quoter) quote(text string) string {
	b := q.scratch[:0]
	for place := range len(text) {
		b = append(b, '\\', text[place])
	}
	q.scratch = b
	return string(b)
}

func Quote(text string) string {
	q := quoters.Get().(*quoter)
	quoted := q.quote(text)
	quoters.Put(q) // want "however large `scratch` may have grown"
	return quoted
}

type joiner struct{ scratch []byte }

var joiners = sync.Pool{New: func() any { return new(joiner) }}

// Join begins with what is cut when it ends.
func Join(one, other string) string {
	j := joiners.Get().(*joiner)
	defer joiners.Put(j) // want "however large `scratch` may have grown"
	both := append(j.scratch, one...)
	both = append(both, other...)
	joined := string(both)
	j.scratch = both[:0]
	return joined
}

type careful struct{ scratch []byte }

const most = 1 << 16

var carefuls = sync.Pool{New: func() any { return new(careful) }}

// Careful lets go of what has become large.
func Careful(text string) string {
	c := carefuls.Get().(*careful)
	defer carefuls.Put(c)
	b := append(c.scratch[:0], text...)
	copied := string(b)
	if cap(b) > most {
		b = nil
	}
	c.scratch = b
	return copied
}

type counter struct{ digits []byte }

var counters = sync.Pool{New: func() any { return new(counter) }}

// Count writes one number.
func Count(n int64) string {
	c := counters.Get().(*counter)
	defer counters.Put(c)
	digits := strconv.AppendInt(c.digits[:0], n, 10)
	c.digits = digits
	return string(digits)
}

type given struct{ text []byte }

var givens = sync.Pool{New: func() any { return new(given) }}

// Give sets a slice that did not begin as the one that was there.
func Give(text string) int {
	g := givens.Get().(*given)
	defer givens.Put(g)
	b := make([]byte, 0, len(text))
	b = append(b, text...)
	g.text = b
	g.text = g.text[:0]
	return len(b)
}

type frame struct {
	text []byte
	n    int
}

var frames = sync.Pool{New: func() any { return new(frame) }}

// reset keeps the memory beside it.
func (f *frame) reset() {
	text := f.text[:0]
	*f = frame{}
	f.text = text
}

func Frame(text string) int {
	f := frames.Get().(*frame)
	f.text = append(f.text, text...)
	f.n = len(f.text)
	framed := f.n
	f.reset()
	frames.Put(f) // want "however large `text` may have grown"
	return framed
}

type slip struct {
	text []byte
	n    int
}

var slips = sync.Pool{New: func() any { return new(slip) }}

// reset keeps the memory while it is small.
func (s *slip) reset() {
	text := s.text[:0]
	*s = slip{}
	if cap(text) <= most {
		s.text = text
	}
}

func Slip(text string) int {
	s := slips.Get().(*slip)
	s.text = append(s.text, text...)
	s.n = len(s.text)
	slipped := s.n
	s.reset()
	slips.Put(s)
	return slipped
}

type list struct{ names []string }

var lists = sync.Pool{New: func() any { return new(list) }}

// takeList makes a larger one where there is not enough room.
func takeList(names int) *list {
	l := lists.Get().(*list)
	if cap(l.names) < names {
		l.names = make([]string, 0, names)
	}
	l.names = l.names[:0]
	return l
}

func List(names ...string) int {
	l := takeList(len(names))
	l.names = append(l.names, names...)
	listed := len(l.names)
	clear(l.names)
	lists.Put(l) // want "however large `names` may have grown"
	return listed
}

type roll struct{ names []string }

var rolls = sync.Pool{New: func() any { return new(roll) }}

// takeRoll makes a smaller one where there is too much room.
func takeRoll() *roll {
	r := rolls.Get().(*roll)
	if cap(r.names) > most {
		r.names = make([]string, 0, 64)
	}
	r.names = r.names[:0]
	return r
}

func Roll(names ...string) int {
	r := takeRoll()
	r.names = append(r.names, names...)
	rolled := len(r.names)
	clear(r.names)
	rolls.Put(r)
	return rolled
}
