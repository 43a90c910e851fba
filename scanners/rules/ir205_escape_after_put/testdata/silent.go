// Package silent holds what looks like an escape and is none.
package silent

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"sync"
)

type parser struct {
	errs  []error
	calls int
	buf   []byte
}

var (
	parsers sync.Pool
	readers sync.Pool
	slices  sync.Pool
	buffers sync.Pool
)

func newParser() *parser {
	p, _ := parsers.Get().(*parser)
	p.errs = nil
	return p
}

// Errors are given away: the field is set to nil for the next user.
func Errors(text string) []error {
	p := newParser()
	defer parsers.Put(p)
	p.errs = append(p.errs, errors.New(text))
	return p.errs
}

func Calls() int {
	p := newParser()
	defer parsers.Put(p)
	return p.calls
}

// Line returns the error of a call whose first result shares memory.
func Line(r io.Reader) error {
	b, _ := readers.Get().(*bufio.Reader)
	b.Reset(r)
	defer readers.Put(b)
	_, _, err := b.ReadLine()
	return err
}

// Exchange swaps the memory: the caller's goes back, the pool's stays with the caller.
func Exchange(out *[]byte) {
	b, _ := slices.Get().(*[]byte)
	*b = append((*b)[:0], *out...)
	*out, *b = *b, *out
	slices.Put(b)
}

// Make gives the buffer to the caller, and takes it back only where it fails.
func Make(r io.Reader) (b *bytes.Buffer, err error) {
	b, _ = buffers.Get().(*bytes.Buffer)
	if _, err = b.ReadFrom(r); err != nil {
		buffers.Put(b)
		return
	}
	return b, nil
}

func Try(r io.Reader) (_ *bytes.Buffer, err error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer func() {
		if err != nil {
			buffers.Put(b)
		}
	}()
	if _, err = b.ReadFrom(r); err != nil {
		return nil, err
	}
	return b, nil
}

func Kept(out chan<- *bytes.Buffer) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer func() {
		if r := recover(); r != nil {
			buffers.Put(b)
		}
	}()
	out <- b
}

// Failures copies the elements of the list, and errors are not the parser's memory.
func (p *parser) Failures(more ...error) (errs []error) {
	defer parsers.Put(p)
	errs = append(errs, more...)
	errs = append(errs, p.errs...)
	return
}

type sample struct {
	at    int64
	value float64
}

var samples sync.Pool

// Merged copies values that refer to nothing.
func Merged(to []sample) []sample {
	s, _ := samples.Get().([]sample)
	defer samples.Put(s)
	return append(append(to, s...), s[0])
}

type registry struct{ waiting map[int]*bytes.Buffer }

// Registered takes it out of the map again.
func (r *registry) Registered(id int) {
	b, _ := buffers.Get().(*bytes.Buffer)
	r.waiting[id] = b
	b.WriteByte('x')
	delete(r.waiting, id)
	buffers.Put(b)
}

// Dropped lets a method take it out.
func (r *registry) Dropped(id int) {
	b, _ := buffers.Get().(*bytes.Buffer)
	r.waiting[id] = b
	r.drop(id)
	buffers.Put(b)
}

func (r *registry) drop(id int) { delete(r.waiting, id) }

type job struct {
	done  bool
	names []string
}

var jobs sync.Pool

type worker struct {
	names []string
	data  []byte
}

// Run gives the list away: whoever takes the job next finds a field that is nil.
func (w *worker) Run(more ...string) {
	j, _ := jobs.Get().(*job)
	j.names = append(j.names, more...)
	w.names = j.names
	*j = job{done: true}
	jobs.Put(j)
}

type list struct{ open []*bytes.Buffer }

// Opened sets the element to nil after the Put.
func (l *list) Opened(texts []string) {
	for i, text := range texts {
		b, _ := buffers.Get().(*bytes.Buffer)
		l.open[i] = b
		if b.WriteString(text); b.Len() == 0 {
			buffers.Put(b)
			l.open[i] = nil
		}
	}
}

type reading struct {
	rest []byte
	held *bytes.Buffer
}

// Read keeps the buffer where something is left, and only there: the deferred call asks for that.
func (r *reading) Read(to []byte) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer func() {
		if len(r.rest) == 0 {
			buffers.Put(b)
		}
	}()
	n := copy(to, b.Bytes())
	if n < b.Len() {
		r.rest = b.Bytes()[n:]
		r.held = b
	}
	return n
}

type target struct{ data []byte }

func (t *target) bytes() []byte { return t.data }

type visitor struct{ out *target }

func (v *visitor) reset() { v.out = nil }

func (v *visitor) visit(text string) []byte {
	v.out.data = append(v.out.data, text...)
	return v.out.bytes()
}

var visitors sync.Pool

// Visited stores memory of what the visitor is lent, not of the visitor.
func (w *worker) Visited(text string) {
	v, _ := visitors.Get().(*visitor)
	v.out = new(target)
	data := v.visit(text)
	v.reset()
	visitors.Put(v)
	w.names = append(w.names, string(data))
	w.data = data
}

var vectors sync.Pool

// Rotate goes to and fro between two vectors, and begins so that it ends with that of its caller.
func Rotate(rounds int, out []float32) []float32 {
	p, _ := vectors.Get().(*[]float32)
	from, to := *p, out
	if rounds%2 == 0 {
		from, to = out, *p
	}
	for range rounds {
		copy(to, from)
		from, to = to, from
	}
	vectors.Put(p)
	return from
}

const largest = 1 << 10

func give(b *bytes.Buffer) {
	if b.Cap() > largest {
		return
	}
	b.Reset()
	buffers.Put(b)
}

// Marshalled hands out what is too large to go back, and a copy of the rest.
func Marshalled(text string) []byte {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	data := b.Bytes()
	if b.Cap() > largest {
		give(b)
		return data
	}
	copied := append([]byte(nil), data...)
	give(b)
	return copied
}

// A part lies in a struct that is overwritten as a whole, so that none of its arrays is used twice.
type part struct{ words []string }

type outer struct {
	part  part
	depth int
}

var outers = sync.Pool{New: func() any { return new(outer) }}

func (p *part) add(word string) { p.words = append(p.words, word) }

func split(input string) []string {
	o := outers.Get().(*outer)
	*o = outer{}
	defer outers.Put(o)
	p := &o.part
	p.add(input)
	return p.words
}

type scratch struct{ words []string }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

type lease struct{ scratch *scratch }

// Close cuts what stays in the object.
func (l *lease) Close() {
	l.scratch.words = l.scratch.words[:0]
	scratches.Put(l.scratch)
	l.scratch = nil
}

func (l *lease) Return() {
	defer func() {
		l.scratch.words = l.scratch.words[:0]
		scratches.Put(l.scratch)
		l.scratch = nil
	}()
}
