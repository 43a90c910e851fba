// Package elements holds maps and lists that are kept with their elements, which a reset empties one by one.
package elements

import "sync"

type posting struct {
	data []byte
	last int
}

type builder struct {
	postings map[string]*posting
	names    []string
	count    int
	end      int
}

var builders = sync.Pool{New: func() any { return &builder{postings: map[string]*posting{}} }}

func (b *builder) reset() {
	for _, p := range b.postings {
		p.data = p.data[:0]
		p.last = 0
	}
	b.names = b.names[:0]
	b.count = 0
	b.end = 0
}

func (b *builder) add(name string, data byte) {
	p := b.postings[name]
	if p == nil {
		p = new(posting)
		b.postings[name] = p
	}
	p.data = append(p.data, data)
	b.names = append(b.names, name)
	b.count++
	b.end++
}

func (b *builder) write(to func(string, []byte)) {
	for name, p := range b.postings {
		to(name, p.data)
	}
}

func Build(names []string, to func(string, []byte)) int {
	b := builders.Get().(*builder)
	b.reset()
	for _, name := range names {
		b.add(name, 'x')
	}
	b.write(to)
	size := b.count + b.end
	builders.Put(b)
	return size
}

type index struct {
	places map[string]int
	names  []string
	count  int
	end    int
}

var indexes = sync.Pool{New: func() any { return &index{places: map[string]int{}} }}

func (x *index) reset() {
	x.names = x.names[:0]
	x.count = 0
	x.end = 0 // want "without `places`"
}

func (x *index) add(name string) {
	x.places[name] = x.end
	x.names = append(x.names, name)
	x.count++
	x.end++
}

func (x *index) find(name string) int { return x.places[name] }

func Index(names []string, wanted string) int {
	x := indexes.Get().(*index)
	x.reset()
	for _, name := range names {
		x.add(name)
	}
	found := x.find(wanted) + x.count
	indexes.Put(x)
	return found
}

type trailer struct{ offset, size, first, last, count int }

func (t *trailer) reset() {
	t.offset = 0
	t.size = 0
	t.first = 0
	t.last = 0
	t.count = 0
}

type stream struct {
	trailer trailer
	names   []string
	rows    int
	size    int
}

var streams = sync.Pool{New: func() any { return new(stream) }}

func (s *stream) reset() {
	s.trailer.reset()
	s.names = s.names[:0]
	s.size = 0 // want "without `rows`"
}

func (s *stream) add(name string) {
	s.trailer.count++
	s.names = append(s.names, name)
	s.rows += len(name)
	s.size++
}

func (s *stream) average() int { return s.rows / s.trailer.count }

func Stream(names []string) int {
	s := streams.Get().(*stream)
	for _, name := range names {
		s.add(name)
	}
	average := s.average() + s.size
	s.reset()
	streams.Put(s)
	return average
}

// A match keeps the values that its path had; the search empties the last of them on one way only.
type match struct {
	names  []string
	values []string
	path   string
	query  map[string]string
	store  map[string]any
}

var matches = sync.Pool{New: func() any { return &match{values: make([]string, 8)} }}

func (m *match) reset(path string) {
	m.path = path
	m.query = nil
	m.store = nil
	m.names = nil // want "without `values`"
}

func (m *match) SetValues(values ...string) { m.values = values }

func (m *match) Value(name string) string {
	for i, each := range m.names {
		if i < len(m.values) {
			if each == name {
				return m.values[i]
			}
		}
	}
	return ""
}

func search(m *match, path string) {
	values := m.values
	if len(m.names) > 0 {
		values[len(m.names)-1] = ""
	}
}

func matched(path, name string) string {
	m := matches.Get().(*match)
	defer matches.Put(m)
	m.reset(path)
	search(m, path)
	return m.Value(name)
}
