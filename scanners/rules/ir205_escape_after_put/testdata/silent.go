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

type worker struct{ names []string }

// Run gives the list away: whoever takes the job next finds a field that is nil.
func (w *worker) Run(more ...string) {
	j, _ := jobs.Get().(*job)
	j.names = append(j.names, more...)
	w.names = j.names
	*j = job{done: true}
	jobs.Put(j)
}
