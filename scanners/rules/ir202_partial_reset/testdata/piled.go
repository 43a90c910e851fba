// Package piled holds slices that are appended to, use after use.
package piled

import "sync"

type table struct {
	names  []string
	values []int
	notes  []string
	free   [][]byte
	stack  []int
	spare  []byte
}

func (t *table) reset() {
	t.names = t.names[:0]
	values := t.values
	clear(values)
	t.values = values[:0] // want "without `notes`"
}

func (t *table) add(name string, value int, note string) {
	t.names = append(t.names, name)
	t.values = append(t.values, value)
	t.notes = append(t.notes, note)
}

// block keeps what it hands out, for the next user too.
func (t *table) block(place int) []byte {
	if place == len(t.free) {
		t.free = append(t.free, make([]byte, 64))
	}
	return t.free[place]
}

func (t *table) push(value int) { t.stack = append(t.stack, value) }

func (t *table) pop() int {
	top := t.stack[len(t.stack)-1]
	t.stack = t.stack[:len(t.stack)-1]
	return top
}

func (t *table) write(text string) []byte {
	t.spare = append(t.spare[:0], text...)
	return t.spare
}

func (t *table) print(line func(string, int)) {
	for place, name := range t.names {
		line(name, t.values[place])
	}
	for _, note := range t.notes {
		line(note, 0)
	}
}

var tables = sync.Pool{New: func() any { return new(table) }}

func use(line func(string, int)) {
	t := tables.Get().(*table)
	t.add("a", 1, "first")
	t.push(1)
	line(string(t.block(0))+string(t.write("b")), t.pop())
	t.print(line)
	t.reset()
	tables.Put(t)
}

type request struct {
	Series []int
	labels []string
	extras []string
}

func (r *request) Reset() {
	r.Series = r.Series[:0]
	labels := r.labels
	r.labels = labels[:0] // want "without `extras`"
}

func decode(labels, extras []string) ([]string, []string) {
	return append(labels, "label"), append(extras, "extra")
}

// Decode has the slices under names of its own.
func (r *request) Decode(n int) {
	r.Reset()
	labels, extras := r.labels, r.extras
	for range n {
		labels, extras = decode(labels, extras)
	}
	r.labels = labels
	r.extras = extras
}

var requests sync.Pool

func serve(n int) int {
	r, ok := requests.Get().(*request)
	if !ok {
		r = new(request)
	}
	r.Decode(n)
	count := len(r.Series)
	r.Reset()
	requests.Put(r)
	return count
}

type page struct {
	url   string
	query map[string]string
	depth int
}

func (p *page) reset() {
	p.url = ""
	p.depth = 0 // want "without `query`"
}

func split(url string) (map[string]string, error) { return map[string]string{"url": url}, nil }

// Query splits the URL when it is asked for.
func (p *page) Query() map[string]string {
	if p.query == nil {
		p.query, _ = split(p.url)
	}
	return p.query
}

var pages = sync.Pool{New: func() any { return new(page) }}

func visit(url string) string {
	p := pages.Get().(*page)
	p.url = url
	found := p.Query()["url"]
	p.reset()
	pages.Put(p)
	return found
}

type path struct {
	Keys   []string
	buffer []byte
	prefix []byte
}

func (p *path) Reset() {
	p.Keys = p.Keys[:0]
	p.buffer = p.buffer[:0]
}

// appendKeys gives the prefix back as long as it was.
func appendKeys(keys []string, buffer, prefix []byte, n int) ([]string, []byte, []byte) {
	length := len(prefix)
	for range n {
		prefix = append(prefix, '.')
		keys = append(keys, string(prefix))
	}
	return keys, append(buffer, prefix...), prefix[:length]
}

// Walk works with a prefix that is empty before and after.
func (p *path) Walk(n int) {
	p.Keys, p.buffer, p.prefix = appendKeys(p.Keys, p.buffer, p.prefix, n)
}

var paths = sync.Pool{New: func() any { return new(path) }}

func walk(n int) int {
	p := paths.Get().(*path)
	p.Walk(n)
	count := len(p.Keys)
	p.Reset()
	paths.Put(p)
	return count
}
