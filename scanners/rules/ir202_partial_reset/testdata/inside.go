// Package inside holds structs and arrays inside the object, which the reset does not know.
package inside

import "sync"

type counters struct{ seen, skipped int }

type walker struct {
	path    []string
	depth   int
	found   counters
	levels  [8]int
	scratch [8]int
	state   struct {
		err   error
		limit int
	}
}

var walkers = sync.Pool{New: func() any { return new(walker) }}

func (w *walker) reset() {
	w.path = w.path[:0]
	w.depth = 0 // want "without `found.seen`, `levels`, `state.err`"
}

func (w *walker) visit(name string) int {
	if w.state.err != nil {
		return 0
	}
	w.found.seen++
	w.levels[w.depth&7]++
	w.scratch[0] = len(name)
	w.path = append(w.path, name)
	if len(w.path) > 100 {
		w.state.err = errTooDeep
	}
	return w.found.seen + w.levels[0] + w.scratch[0]
}

type deep struct{}

func (deep) Error() string { return "too deep" }

var errTooDeep error = deep{}

func Walk(name string) int {
	w := walkers.Get().(*walker)
	w.reset()
	n := w.visit(name)
	walkers.Put(w)
	return n
}

type marks struct{ open, closed int }

type reader struct {
	line   []byte
	place  int
	marks  marks
	counts [4]int
	totals totals
}

// Whoever has the address of these may do anything to them.
type totals struct{ bytes, lines int }

func (t *totals) start() { *t = totals{} }

func (t *totals) add(n int) { t.bytes += n }

var readers = sync.Pool{New: func() any { return new(reader) }}

func (r *reader) reset(line []byte) {
	r.line = append(r.line[:0], line...)
	r.place = 0
	r.totals.start()
}

func (r *reader) read() int {
	r.marks.open++
	r.counts[r.place&3]++
	r.totals.add(len(r.line))
	return r.marks.open + r.counts[0] + r.totals.bytes
}

// Read starts from zero in each array and struct.
func Read(line []byte) int {
	r := readers.Get().(*reader)
	r.reset(line)
	r.marks = marks{}
	for i := range r.counts {
		r.counts[i] = 0
	}
	n := r.read()
	readers.Put(r)
	return n
}

type page struct {
	text  []byte
	size  int
	index map[string]int
}

var pages = sync.Pool{New: func() any { return new(page) }}

func (p *page) init(text []byte) {
	p.text = append(p.text[:0], text...)
	p.size = len(text) // want "without `index`"
}

// words is filled when it is asked for, with what the page holds by then.
func (p *page) words() map[string]int {
	if p.index == nil {
		p.index = map[string]int{string(p.text): p.size}
	}
	return p.index
}

func Words(text []byte) int {
	p := pages.Get().(*page)
	p.init(text)
	n := p.words()["x"]
	pages.Put(p)
	return n
}

type sheet struct {
	text  []byte
	size  int
	cells *cells
}

type cells struct{ owner *sheet }

var sheets = sync.Pool{New: func() any { return new(sheet) }}

func (s *sheet) init(text []byte) {
	s.text = append(s.text[:0], text...)
	s.size = len(text)
}

// all is made once, and knows nothing but its owner.
func (s *sheet) all() *cells {
	if s.cells == nil {
		s.cells = &cells{owner: s}
	}
	return s.cells
}

func Cells(text []byte) int {
	s := sheets.Get().(*sheet)
	s.init(text)
	n := s.all().owner.size
	sheets.Put(s)
	return n
}

type key struct {
	text  []byte
	parts int
	size  int
}

var keys = sync.Pool{New: func() any { return new(key) }}

func (k *key) Reset() { k.text = k.text[:0] } // want "without `parts`"

func (k *key) add(part string) {
	if k.parts > 0 {
		k.text = append(k.text, ':')
	}
	k.parts++
	k.text = append(k.text, part...)
	k.size = len(k.text)
}

func Key(one, other string) string {
	k := keys.Get().(*key)
	k.add(one)
	k.add(other)
	text := string(k.text)
	k.Reset()
	keys.Put(k)
	return text
}

type line struct {
	text  []byte
	parts int
}

var lines = sync.Pool{New: func() any { return new(line) }}

// cut is no reset: whoever takes a line starts counting.
func (l *line) cut() { l.text = l.text[:0] }

func (l *line) start() { l.parts = 0 }

func (l *line) add(part string) {
	if l.parts > 0 {
		l.text = append(l.text, ' ')
	}
	l.parts++
	l.text = append(l.text, part...)
}

func Line(one, other string) string {
	l := lines.Get().(*line)
	l.start()
	l.add(one)
	l.add(other)
	text := string(l.text)
	l.cut()
	lines.Put(l)
	return text
}

type entry struct {
	text   []byte
	copied bool
}

var entries = sync.Pool{New: func() any { return newEntry() }}

func newEntry() *entry { return &entry{} }

func (e *entry) Reset() { e.text = e.text[:0] }

// clone is not taken from the pool: only what is made here is a copy.
func (e *entry) clone() *entry {
	other := newEntry()
	other.copied = true
	other.text = append(other.text, e.text...)
	return other
}

func Entry(text string) bool {
	e := entries.Get().(*entry)
	e.text = append(e.text, text...)
	is := e.copied || e.clone().copied
	e.Reset()
	entries.Put(e)
	return is
}
