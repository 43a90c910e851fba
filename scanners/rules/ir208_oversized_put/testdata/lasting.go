package lasting

import (
	"strconv"
	"sync"
)

// A message has what its users fill, and what is set once.
type message struct {
	body    []byte
	tags    map[string]string
	filters []string
	scratch []byte
	seen    map[string]bool
}

var messages = sync.Pool{New: func() any { return new(message) }}

func (m *message) add(text string) {
	m.body = append(m.body, text...)
	if m.tags == nil {
		m.tags = make(map[string]string)
	}
	m.tags[text] = "1"
	delete(m.tags, "")
}

// configure is for whoever makes a message of its own.
func (m *message) configure(filter string) {
	m.filters = append(m.filters, filter)
	m.seen = map[string]bool{}
	m.seen[filter] = true
}

// frame takes the memory that it fills.
func (m *message) frame(room []byte) []byte {
	m.scratch = room
	m.scratch = append(m.scratch, "frame"...)
	return m.scratch
}

// long looks at the body for its own purpose: this bounds nothing.
func (m *message) long() string {
	if len(m.body) > 80 {
		return string(m.body[:80])
	}
	return string(m.body)
}

func send(text string) string {
	m := messages.Get().(*message)
	m.body = m.body[:0]
	m.add(text)
	shown := m.long()
	clear(m.tags)
	messages.Put(m) // want "however large `body`, `tags` may have grown"
	return shown
}

var numbers = sync.Pool{New: func() any { b := make([]byte, 0, 24); return &b }}

// A number and two more bytes, from the start each time.
func format(f float64) string {
	b := numbers.Get().(*[]byte)
	defer numbers.Put(b)
	*b = strconv.AppendFloat((*b)[:0], f, 'g', -1, 64)
	*b = append(*b, '.', '0')
	return string(*b)
}

var digits = sync.Pool{New: func() any { return make([]byte, 0, 20) }}

// Cut where it goes back.
func decimal(n int64, write func([]byte)) {
	b := digits.Get().([]byte)
	b = strconv.AppendInt(b, n, 10)
	write(b)
	digits.Put(b[:0])
}

var columns = sync.Pool{New: func() any { return make([]byte, 0, 20) }}

// Cut before all the numbers, not before each.
func row(numbers []int64, write func([]byte)) {
	b := columns.Get().([]byte)[:0]
	for _, n := range numbers {
		b = strconv.AppendInt(b, n, 10)
	}
	write(b)
	columns.Put(b) // want "however large it has grown"
}

var sums = sync.Pool{New: func() any { return make([]byte, 0, 20) }}

// Cut by nobody: each user goes on behind the last.
func sum(n int64, write func([]byte)) {
	b := sums.Get().([]byte)
	b = strconv.AppendInt(b, n, 10)
	write(b)
	sums.Put(b) // want "however large it has grown"
}

var lines = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

// What is appended to at once grows as well.
func line(text string) int {
	b := append(lines.Get().([]byte), text...)
	n := len(b)
	lines.Put(b[:0]) // want "the `..byte` goes back into `lines` however large it has grown"
	return n
}

const batchSize = 128

var batches = sync.Pool{New: func() any { b := make([]int, 0, batchSize); return &b }}

// A batch is handed on once it is full, so it never gets longer.
func batch(values []int, full chan *[]int) {
	b := batches.Get().(*[]int)
	for _, v := range values {
		*b = append(*b, v)
		if len(*b) >= batchSize {
			full <- b
			b = batches.Get().(*[]int)
		}
	}
	full <- b
}

func drain(full chan *[]int) {
	for b := range full {
		*b = (*b)[:0]
		batches.Put(b)
	}
}

type shrinking struct {
	data []byte
}

var shrunk = sync.Pool{New: func() any { return new(shrinking) }}

// trim lets go of what is too large.
func (s *shrinking) trim() {
	if cap(s.data) > 1<<16 {
		s.data = nil
	}
	s.data = s.data[:0]
}

func fill(text string) int {
	s := shrunk.Get().(*shrinking)
	s.data = append(s.data, text...)
	n := len(s.data)
	s.trim()
	shrunk.Put(s)
	return n
}

// Only what is small comes from the pool.
func store(text string) int {
	s := new(shrinking)
	switch {
	case len(text) <= 1<<10:
		s = shrunk.Get().(*shrinking)
		defer shrunk.Put(s)
	}
	s.data = append(s.data[:0], text...)
	return len(s.data)
}

// A response holds back what is short, and passes on the rest.
type response struct {
	held    []byte
	minimum int
	parts   []string
	formats map[string]string
}

var responses = sync.Pool{New: func() any { return new(response) }}

func (r *response) write(p []byte) {
	add := len(p)
	if len(r.held)+add > r.minimum {
		add = r.minimum - len(r.held)
	}
	r.held = append(r.held, p[:add]...)
	r.parts = append(r.parts, string(p))
	for len(r.parts) != 0 {
		r.parts = r.parts[1:]
	}
}

// setFormats is configuration: it is cleared by whoever sets it, not with the object.
func (r *response) setFormats(names ...string) {
	for name := range r.formats {
		delete(r.formats, name)
	}
	for _, name := range names {
		r.formats[name] = name
	}
}

func respond(p []byte) int {
	r := responses.Get().(*response)
	r.write(p)
	n := len(r.held)
	r.held = r.held[:0]
	responses.Put(r)
	return n
}

var encoded = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

// What writes literals only, from wherever the slice ends, may be called again and again.
func null(b *[]byte) {
	*b = append(*b, 'n', 'u', 'l', 'l')
}

func nulls(n int) int {
	b := encoded.Get().([]byte)
	for range n {
		null(&b)
	}
	n = len(b)
	encoded.Put(b[:0]) // want "however large it has grown"
	return n
}

type found struct {
	names []string
	least int
}

var finds = sync.Pool{New: func() any { return new(found) }}

// first asks for enough, not for too much.
func (f *found) first(name string) string {
	f.names = append(f.names, name)
	if len(f.names) < f.least {
		return ""
	}
	return f.names[0]
}

func find(name string) string {
	f := finds.Get().(*found)
	f.names = f.names[:0]
	first := f.first(name)
	finds.Put(f) // want "however large `names` may have grown"
	return first
}

type scratch struct {
	data  []byte
	small [64]byte
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// reset goes back to the small array when it has become large.
func (s *scratch) reset() {
	if len(s.data) >= batchSize {
		s.data = s.small[0:0]
	} else {
		s.data = s.data[0:0]
	}
}

func sign(text string) int {
	s := scratches.Get().(*scratch)
	s.data = append(s.data, text...)
	n := len(s.data)
	s.reset()
	scratches.Put(s)
	return n
}

const maxRecord = 16 << 10

var records = sync.Pool{New: func() any { return new([]byte) }}

// No record is longer than the maximum.
func write(data []byte, send func([]byte)) {
	p := records.Get().(*[]byte)
	b := *p
	defer func() {
		*p = b
		records.Put(p)
	}()
	for len(data) > 0 {
		n := len(data)
		if n > maxRecord {
			n = maxRecord
		}
		b = append(b[:0], data[:n]...)
		send(b)
		data = data[n:]
	}
}
