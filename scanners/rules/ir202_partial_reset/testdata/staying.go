// Package staying has types that are used in a pool and without one.
package staying

import "sync"

type scanner struct {
	text   string
	at     int
	quotes bool
}

// SetQuotes is for those who make a scanner of their own.
func (s *scanner) SetQuotes(on bool) { s.quotes = on }

func (s *scanner) reset(text string) {
	s.text = text
	s.at = 0
}

func (s *scanner) next() string {
	if s.quotes {
		return `"` + s.text[s.at:] + `"`
	}
	return s.text[s.at:]
}

// The scanners in this pool go nowhere, and nobody asks them for quotes.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

func scan(text string) string {
	s := scanners.Get().(*scanner)
	s.reset(text)
	found := s.next()
	scanners.Put(s)
	return found
}

func quoted(text string) string {
	s := &scanner{text: text}
	s.SetQuotes(true)
	return s.next()
}

type counter struct {
	scanner *scanner
	words   int
	deepest int
}

func (c *counter) reset(text string) {
	c.scanner.reset(text)
	c.words = 0
	c.deepest = 0
}

// Inside of another object, they stay there too.
var counters = sync.Pool{New: func() any { return &counter{scanner: new(scanner)} }}

func count(text string) int {
	c := counters.Get().(*counter)
	defer counters.Put(c)
	c.reset(text)
	c.words += len(c.scanner.next())
	return c.words
}

type reader struct {
	text string
	at   int
	raw  bool
}

func (r *reader) reset(text string) {
	r.text = text
	r.at = 0 // want "without `raw`"
}

func (r *reader) next() string {
	if r.raw {
		return r.text
	}
	return r.text[r.at:]
}

var readers = sync.Pool{New: func() any { return new(reader) }}

func read(text string) string {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.reset(text)
	mark(r)
	return r.next()
}

// mark has the object under another name.
func mark(r *reader) {
	if same := r; len(same.text) > 80 {
		same.raw = true
	}
}

// These are not from the pool.
type line struct {
	text string
	at   int
	raw  bool
}

func (l *line) setRaw() { l.raw = true }

func (l *line) reset(text string) {
	l.text = text
	l.at = 0
}

func (l *line) next() string {
	if l.raw {
		return l.text
	}
	return l.text[l.at:]
}

var lines = sync.Pool{New: func() any { return new(line) }}

func first(text string) string {
	l := lines.Get().(*line)
	defer lines.Put(l)
	l.reset(text)
	return l.next()
}

func firstRaw(text string) string {
	l := line{text: text}
	if len(text) > 80 {
		l.setRaw()
	}
	return l.next()
}

type walker struct {
	text string
	at   int
	deep bool
}

func (w *walker) SetDeep(on bool) { w.deep = on }

func (w *walker) reset(text string) {
	w.text = text
	w.at = 0 // want "without `deep`"
}

func (w *walker) next() string {
	if w.deep {
		return w.text
	}
	return w.text[w.at:]
}

var walkers = sync.Pool{New: func() any { return new(walker) }}

type visitor interface{ visit(w *walker) }

// What a visitor does to the object cannot be seen.
func walk(text string, by visitor) string {
	w := walkers.Get().(*walker)
	defer walkers.Put(w)
	w.reset(text)
	by.visit(w)
	return w.next()
}
