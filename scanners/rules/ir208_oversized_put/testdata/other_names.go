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
