package structs

import (
	"bytes"
	"sync"
)

type encoder struct {
	buf   bytes.Buffer
	names []string
	seen  map[string]bool
	scale int
}

func (e *encoder) add(name string) {
	if e.seen[name] {
		return
	}
	e.seen[name] = true
	e.names = append(e.names, name)
	e.buf.WriteString(name)
}

func (e *encoder) reset() {
	e.buf.Reset()
	clear(e.names)
	e.names = e.names[:0]
	clear(e.seen)
}

var encoders = sync.Pool{New: func() any { return &encoder{seen: map[string]bool{}} }}

func encode(names []string) string {
	e := encoders.Get().(*encoder)
	defer release(e)
	for _, name := range names {
		e.add(name)
	}
	return e.buf.String()
}

func release(e *encoder) {
	e.reset()
	encoders.Put(e) // want "however large `buf`, `names`, `seen` may have grown"
}

type list struct{ items []string }

func (l *list) push(item string) { l.items = append(l.items, item) }

var dropped = sync.Pool{New: func() any { return new(list) }}

// Nothing of the array goes back.
func drop(items []string, use func([]string)) {
	l := dropped.Get().(*list)
	for _, item := range items {
		l.push(item)
	}
	use(l.items)
	l.items = nil
	dropped.Put(l)
}

var zeroed = sync.Pool{New: func() any { return new(list) }}

func zero(items []string, use func([]string)) {
	l := zeroed.Get().(*list)
	for _, item := range items {
		l.push(item)
	}
	use(l.items)
	*l = list{}
	zeroed.Put(l)
}

type bounded struct{ items []string }

func (b *bounded) trim() {
	if cap(b.items) > 1024 {
		b.items = nil
	}
	b.items = b.items[:0]
}

var trimmed = sync.Pool{New: func() any { return new(bounded) }}

func trim(items []string, use func([]string)) {
	b := trimmed.Get().(*bounded)
	b.items = append(b.items, items...)
	use(b.items)
	b.trim()
	trimmed.Put(b)
}

type line struct {
	bytes.Buffer
	open map[string]bool
}

func (l *line) begin(name string) { l.open[name] = true }
func (l *line) end(name string)   { delete(l.open, name) }

var lines = sync.Pool{New: func() any { return &line{open: map[string]bool{}} }}

func embedded(text string) string {
	l := lines.Get().(*line)
	l.begin(text)
	l.WriteString(text)
	l.end(text)
	s := l.String()
	l.Reset()
	lines.Put(l) // want "however large `Buffer` may have grown"
	return s
}

type page struct {
	out   []byte
	marks []int
}

func (p *page) mark() { p.marks = append(p.marks, len(p.out)) }

var pages = sync.Pool{New: func() any { return new(page) }}

// Dropped as a whole where its largest part has grown.
func printed(texts []string, use func([]byte)) {
	p := pages.Get().(*page)
	for _, text := range texts {
		p.mark()
		p.out = append(p.out, text...)
	}
	use(p.out)
	p.out, p.marks = p.out[:0], p.marks[:0]
	if cap(p.out) > 1<<16 {
		return
	}
	pages.Put(p)
}

func (l *list) restart() { *l = list{items: l.items[:0]} }

var kept = sync.Pool{New: func() any { return new(list) }}

// Zeroed, but for the array.
func keep(items []string, use func([]string)) {
	l := kept.Get().(*list)
	for _, item := range items {
		l.push(item)
	}
	use(l.items)
	l.restart()
	kept.Put(l) // want "however large `items` may have grown"
}

type bin struct{ rows []int }

// add looks at how full a bin is, which says nothing of how many bins a list has.
func (b *bin) add(row int) bool {
	if len(b.rows) >= maxRows {
		return false
	}
	b.rows = append(b.rows, row)
	return true
}

const maxRows = 64

type bins struct{ all []*bin }

var binLists = sync.Pool{New: func() any { return new(bins) }}

func putBins(b *bins) {
	clear(b.all)
	b.all = b.all[:0]
	binLists.Put(b) // want "however large `all` may have grown"
}

func fill(given []*bin, row int) {
	b := binLists.Get().(*bins)
	defer putBins(b)
	b.all = append(b.all, given...)
	all := b.all
	for _, each := range all {
		if each.add(row) {
			return
		}
	}
}

const largest = 4096

type sheet struct{ buf []byte }

var sheets = sync.Pool{New: func() any { return &sheet{buf: make([]byte, 0, 64)} }}

func newSheet() *sheet {
	s := sheets.Get().(*sheet)
	s.buf = s.buf[:0]
	return s
}

func (s *sheet) Add(b ...byte) { s.buf = append(s.buf, b...) }

// Close gives back a small one instead of what has grown too large.
func (s *sheet) Close() {
	if cap(s.buf) > largest {
		s.buf = make([]byte, 0, 64)
	}
	sheets.Put(s)
}

type sample struct {
	kept []float64
	n    int
}

var samples = sync.Pool{New: func() any { return &sample{kept: make([]float64, 0, 64)} }}

func takeSample() *sample { return samples.Get().(*sample) }

// Add keeps only as many as there is room for.
func (s *sample) Add(v float64) {
	s.n++
	length, room := len(s.kept), cap(s.kept)
	if length < room {
		s.kept = append(s.kept, v)
	} else {
		s.kept[s.n%length] = v
	}
}

func (s *sample) Release() {
	s.n = 0
	s.kept = s.kept[:0]
	samples.Put(s)
}

type reading struct{ all []float64 }

var readings = sync.Pool{New: func() any { return new(reading) }}

func takeReading() *reading { return readings.Get().(*reading) }

// Add makes room where there is none.
func (r *reading) Add(v float64) {
	if len(r.all) < cap(r.all) {
		r.all = r.all[:len(r.all)+1]
		r.all[len(r.all)-1] = v
	} else {
		r.all = append(r.all, v)
	}
}

func (r *reading) Release() {
	r.all = r.all[:0]
	readings.Put(r) // want "however large `all` may have grown"
}

type draft struct {
	lines int
	text  *bytes.Buffer
}

var drafts = sync.Pool{New: func() any { return &draft{text: &bytes.Buffer{}} }}

// release lets go of what failed, however large the rest may be.
func (d *draft) release(failed bool) {
	d.lines = 0
	if failed {
		d.text = &bytes.Buffer{}
	} else {
		d.text.Reset()
	}
	drafts.Put(d) // want "however large `text` may have grown"
}

func write(lines []string) int {
	d := drafts.Get().(*draft)
	for _, line := range lines {
		d.text.WriteString(line)
		d.lines++
	}
	n := d.text.Len()
	d.release(n == 0)
	return n
}

type note struct {
	lines int
	text  *bytes.Buffer
}

var notes = sync.Pool{New: func() any { return &note{text: &bytes.Buffer{}} }}

// release lets go of what is large.
func (n *note) release(large bool) {
	n.lines = 0
	if large {
		n.text = &bytes.Buffer{}
	} else {
		n.text.Reset()
	}
	notes.Put(n)
}

func jot(lines []string) int {
	n := notes.Get().(*note)
	for _, line := range lines {
		n.text.WriteString(line)
		n.lines++
	}
	size := n.text.Len()
	n.release(size > 4096)
	return size
}
