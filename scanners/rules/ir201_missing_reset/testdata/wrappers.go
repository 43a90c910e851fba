package wrappers

import (
	"bytes"
	"io"
	"sync"
)

var forgetful = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func getForgetful() *bytes.Buffer  { return forgetful.Get().(*bytes.Buffer) }
func putForgetful(b *bytes.Buffer) { forgetful.Put(b) }

func callerForgets(w io.Writer) {
	b := getForgetful()
	b.WriteString("x")
	w.Write(b.Bytes())
	putForgetful(b) // want "goes back into `forgetful` without a reset"
}

func callerRemembers(w io.Writer) {
	b := getForgetful()
	b.WriteString("x")
	w.Write(b.Bytes())
	b.Reset()
	putForgetful(b)
}

var careful = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func getCareful() *bytes.Buffer {
	b, ok := careful.Get().(*bytes.Buffer)
	if !ok {
		return new(bytes.Buffer)
	}
	b.Reset()
	return b
}
func putCareful(b *bytes.Buffer) { careful.Put(b) }

func carefulCaller(w io.Writer) {
	b := getCareful()
	defer putCareful(b)
	b.WriteString("x")
	w.Write(b.Bytes())
}

// A generic pool as a wrapper, with the reset as an interface's method: whose it is cannot be seen.
type resettable interface{ Reset() }

type Pool[T resettable] struct{ pool sync.Pool }

func (p *Pool[T]) Get() T  { return p.pool.Get().(T) }
func (p *Pool[T]) Put(x T) { x.Reset(); p.pool.Put(x) }

type state struct{ n int }

func (s *state) Reset() { s.n = 0 }

func generic(p *Pool[*state]) int {
	s := p.Get()
	defer p.Put(s)
	s.n++
	return s.n
}

// A release method on the object itself.
type line struct {
	pool *sync.Pool
	text []byte
}

func (l *line) add(s string) { l.text = append(l.text, s...) }
func (l *line) free()        { l.text = l.text[:0]; l.pool.Put(l) }

func release(p *sync.Pool) int {
	l := p.Get().(*line)
	defer l.free()
	l.add("x")
	return len(l.text)
}

type leaky struct {
	pool *sync.Pool
	text []byte
}

var leakies = &sync.Pool{New: func() any { return &leaky{} }}

func (l *leaky) add(s string) { l.text = append(l.text, s...) }
func (l *leaky) free()        { leakies.Put(l) }

func leak() int {
	l := leakies.Get().(*leaky)
	defer l.free() // want "trusts the field `text`"
	l.add("x")
	return len(l.text)
}

// A helper that cleans, a helper that fills.
var helped = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func clean(b *bytes.Buffer) *bytes.Buffer { b.Reset(); return b }
func fill(b *bytes.Buffer)                { b.WriteString("x") }

func cleans() {
	b := helped.Get().(*bytes.Buffer)
	fill(b)
	helped.Put(clean(b))
}

var filled = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func fills() {
	b := filled.Get().(*bytes.Buffer)
	fill(b)
	filled.Put(b) // want "goes back into `filled` without a reset"
}

// Whoever takes one gets it empty.
var selections = sync.Pool{New: func() any { return new([]int64) }}

func getSelection() []int64 {
	p := selections.Get().(*[]int64)
	return (*p)[:0]
}

func putSelection(s []int64) { selections.Put(&s) }

func selects(flags []bool, use func([]int64)) {
	s := getSelection()
	for i, flag := range flags {
		if flag {
			s = append(s, int64(i))
		}
	}
	use(s)
	putSelection(s)
}

// Or with what is in it.
var leftovers = sync.Pool{New: func() any { return new([]int64) }}

func getLeftover() []int64 {
	p := leftovers.Get().(*[]int64)
	return *p
}

func putLeftover(s []int64) { leftovers.Put(&s) }

func selectsMore(flags []bool, use func([]int64)) {
	s := getLeftover()
	for i, flag := range flags {
		if flag {
			s = append(s, int64(i))
		}
	}
	use(s)
	putLeftover(s) // want "with what was appended to it"
}

// Whoever makes one of these says how its objects are reset; without that, none of them has to be.
type prepared[T any] struct {
	pool  sync.Pool
	reset func(T)
}

func newPrepared[T any](make func() T, reset func(T)) *prepared[T] {
	return &prepared[T]{sync.Pool{New: func() any { return make() }}, reset}
}

func (p *prepared[T]) get() T { return p.pool.Get().(T) }

func (p *prepared[T]) put(object T) {
	if p.reset != nil {
		p.reset(object)
	}
	p.pool.Put(object)
}

var texts = newPrepared(func() *bytes.Buffer { return new(bytes.Buffer) }, (*bytes.Buffer).Reset)

func write(w io.Writer) {
	b := texts.get()
	defer texts.put(b)
	b.WriteString("x")
	w.Write(b.Bytes())
}

// This callback is told what was written, and has nothing to reset.
type observed struct {
	pool    sync.Pool
	written func(size int)
}

func (o *observed) write(w io.Writer) {
	b := o.pool.Get().(*bytes.Buffer)
	b.WriteString("x")
	w.Write(b.Bytes())
	if o.written != nil {
		o.written(b.Len())
	}
	o.pool.Put(b) // want "goes back into `observed.pool` without a reset"
}
