// Package unemptied holds objects whose reset leaves buffers and counters that only ever grow.
package unemptied

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

type encoder struct {
	buf    bytes.Buffer
	errors strings.Builder
	out    *bytes.Buffer
	lent   *bytes.Buffer
	depth  int
	indent int
}

func (e *encoder) reset() {
	e.depth = 0
	e.indent = 0 // want "without `buf`, `errors`: the next user"
}

func (e *encoder) write(text string) {
	e.depth++
	e.buf.WriteString(text)
	e.errors.WriteString("")
	e.out.WriteString(text)
	e.lent.WriteString(text)
}

// flush takes out what it writes.
func (e *encoder) flush(w io.Writer) { e.out.WriteTo(w) }

func (e *encoder) text() string { return e.buf.String() + e.errors.String() + e.lent.String() }

var encoders = sync.Pool{New: func() any { return new(encoder) }}

func Encode(w io.Writer, lent *bytes.Buffer, text string) string {
	e := encoders.Get().(*encoder)
	e.lent = lent
	e.write(text)
	e.flush(w)
	encoded := e.text()
	e.reset()
	e.lent = nil
	encoders.Put(e)
	return encoded
}

type statistics struct {
	words  map[string]int
	places map[string]int
	shared map[string]int
	total  int
	lines  int
}

func (s *statistics) reset() {
	clear(s.places)
	s.total, s.lines = 0, 0 // want "without `words`: the next user"
}

var counting = sync.Pool{New: func() any { return &statistics{words: map[string]int{}, places: map[string]int{}} }}

func Count(texts []string, shared map[string]int) int {
	s := counting.Get().(*statistics)
	s.shared = shared
	for place, text := range texts {
		s.words[text]++
		s.places[text] += place
		s.shared[text]++
		s.total++
		s.lines++
	}
	found := s.words[""] + s.places[""] + s.shared[""]
	s.shared = nil
	s.reset()
	counting.Put(s)
	return found
}
