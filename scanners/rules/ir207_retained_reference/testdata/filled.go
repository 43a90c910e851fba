package filled

import (
	"io"
	"sync"
)

type item struct{ name *string }

type batch struct {
	items []item
	own   []*item
	loop  *loop
	sizes []int
}

type loop struct{ of *batch }

func newLoop(b *batch) *loop { return &loop{of: b} }

var batches = sync.Pool{New: func() any { return new(batch) }}

func collect(in item, send func(*batch)) {
	b := batches.Get().(*batch)
	b.items = b.items[:0]
	b.items = append(b.items, in)
	b.own = append(b.own, new(item))
	b.sizes = append(b.sizes, 1)
	send(b)
	batches.Put(b) // want "with `items` full of what its user appended"
}

// A page of values is taken with the length that is asked for, and goes back with what was copied into it.
type page struct {
	values []item
	rows   []int
}

var pages = sync.Pool{New: func() any { return new(page) }}

func takePage(size int) *page {
	p := pages.Get().(*page)
	if cap(p.values) < size {
		p.values = make([]item, size)
		p.rows = make([]int, size)
	}
	p.values = p.values[:size]
	p.rows = p.rows[:size]
	return p
}

func fill(read func([]item) int, send func(*page) bool) {
	buffer := make([]item, 100)
	n := read(buffer)
	p := takePage(0)
	for i := 0; i < n; i++ {
		v := buffer[i]
		p.values = append(p.values, v)
		p.rows = append(p.rows, i)
	}
	if !send(p) {
		pages.Put(p) // want "with `values` full of what its user appended"
	}
}

var emptied = sync.Pool{New: func() any { return new(batch) }}

func collectAndEmpty(in item, send func(*batch)) {
	b := emptied.Get().(*batch)
	b.items = append(b.items, in)
	send(b)
	for i := range b.items {
		b.items[i] = item{}
	}
	b.items = b.items[:0]
	emptied.Put(b)
}

var renamed = sync.Pool{New: func() any { return new(batch) }}

func collectAndClear(in item, send func(*batch)) {
	b := renamed.Get().(*batch)
	b.items = append(b.items, in)
	send(b)
	items := b.items
	clear(items)
	b.items = items[:0]
	renamed.Put(b)
}

var looping = sync.Pool{New: func() any { return new(batch) }}

func start() *loop {
	b := looping.Get().(*batch)
	b.loop = newLoop(b)
	return b.loop
}

func (l *loop) stop() {
	b := l.of
	b.sizes = b.sizes[:0]
	looping.Put(b) // want "contents of `loop`, which the next user replaces"
}

// Two ways to take an object, and one to put back what it took.
type decoder struct {
	in  io.Reader
	buf []byte
}

func (d *decoder) reset(buf []byte, in io.Reader) {
	*d = decoder{in: in, buf: buf}
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

func bufferedDecoder(buf []byte) *decoder {
	d := decoders.Get().(*decoder)
	d.reset(buf, nil)
	return d
}

func putBuffered(d *decoder) {
	d.buf = nil
	decoders.Put(d)
}

func streamingDecoder(in io.Reader) *decoder {
	d := decoders.Get().(*decoder)
	d.reset(nil, in)
	return d
}

func putStreaming(d *decoder) {
	d.in, d.buf = nil, nil
	decoders.Put(d)
}

func fromBytes(buf []byte, use func(*decoder)) {
	d := bufferedDecoder(buf)
	defer putBuffered(d)
	use(d)
}

func fromReader(in io.Reader, use func(*decoder)) {
	d := streamingDecoder(in)
	defer putStreaming(d)
	use(d)
}

var items = sync.Pool{New: func() any { return make([][]byte, 0, 64) }}

func putItems(all [][]byte) {
	items.Put(all[:0]) // want "cut to `\[:0\]`, and its array still refers to every element"
}

// The elements are kept beyond the length, whoever cuts it.
func gather(item []byte, use func([][]byte)) {
	all := items.Get().([][]byte)
	all = append(all, item)
	use(all)
	putItems(all[:0])
}

type task struct{ name string }

var queues = sync.Pool{New: func() any { all := make([]*task, 0, 8); return &all }}

func takeQueue() []*task {
	all := *queues.Get().(*[]*task)
	return all[:0]
}

// The whole array is cleared under another name.
func putCleared(all []*task) {
	array := all[:cap(all)]
	for i := range array {
		array[i] = nil
	}
	queues.Put(&all)
}

func putCounted(all []*task, count func([]*task)) {
	array := all[:cap(all)]
	count(array[:1])
	queues.Put(&all) // want "full of what its user appended"
}

func runCleared(given ...*task) int {
	all := append(takeQueue(), given...)
	defer putCleared(all)
	return len(all)
}

func runCounted(count func([]*task), given ...*task) {
	all := takeQueue()
	all = append(all, given...)
	putCounted(all, count)
}

type sample struct {
	name string
	tags []string
}

func (s *sample) reset() {
	s.name = ""
	clear(s.tags)
	s.tags = s.tags[:0]
}

func (s *sample) size() int { return len(s.name) }

type series struct{ samples []sample }

var measured, counted = sync.Pool{New: func() any { return new(series) }}, sync.Pool{New: func() any { return new(series) }}

// Each element is reset, and keeps room for the next one.
func measure(given []sample, use func([]sample)) {
	s := measured.Get().(*series)
	s.samples = append(s.samples[:0], given...)
	all := s.samples
	use(all)
	for i := range all {
		all[i].reset()
	}
	measured.Put(s)
}

func count(given []sample) (n int) {
	s := counted.Get().(*series)
	s.samples = append(s.samples[:0], given...)
	for i := range s.samples {
		n += s.samples[i].size()
	}
	counted.Put(s) // want "with `samples` full of what its user appended"
	return n
}
