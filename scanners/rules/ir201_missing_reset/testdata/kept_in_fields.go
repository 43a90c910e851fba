package kept

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encoder keeps its buffer from its constructor to Close.
type encoder struct {
	buf *bytes.Buffer
}

func newEncoder() *encoder {
	return &encoder{buf: buffers.Get().(*bytes.Buffer)}
}

func (e *encoder) add(s string) { e.buf.WriteString(s) }

func (e *encoder) text() string { return e.buf.String() }

func (e *encoder) Close() {
	buffers.Put(e.buf) // want "the `\*bytes.Buffer` goes back into `buffers` without a reset, and its next user trusts what it holds"
	e.buf = nil
}

var rows = sync.Pool{New: func() any { s := make([]int, 0, 64); return &s }}

// batch takes its list with the first value, and gives it back under another name.
type batch struct {
	values *[]int
}

func (b *batch) add(v int) {
	if b.values == nil {
		b.values = rows.Get().(*[]int)
	}
	*b.values = append(*b.values, v)
}

func (b *batch) flush(to func([]int)) {
	to(*b.values)
	values := b.values
	b.values = nil
	rows.Put(values) // want "goes back into `rows` with what was appended to it, and its next user appends behind that"
}

var indexes = sync.Pool{New: func() any { return map[string]int{} }}

type index struct {
	places map[string]int
}

func openIndex() *index {
	places := indexes.Get().(map[string]int)
	return &index{places: places}
}

func (x *index) place(key string) int {
	if at, ok := x.places[key]; ok {
		return at
	}
	at := len(x.places)
	x.places[key] = at
	return at
}

func (x *index) close() {
	putIndex(x.places) // want "goes back into `indexes` with its keys"
}

func putIndex(m map[string]int) { indexes.Put(m) }

var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// cleaned resets what it keeps in a method of its own.
type cleaned struct{ buf *bytes.Buffer }

func newCleaned() *cleaned { return &cleaned{buf: scratch.Get().(*bytes.Buffer)} }

func (c *cleaned) add(s string) { c.buf.WriteString(s) }

func (c *cleaned) flush(w io.Writer) {
	_, _ = w.Write(c.buf.Bytes())
	c.buf.Reset()
}

func (c *cleaned) close() {
	scratch.Put(c.buf)
	c.buf = nil
}

var drained = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// pipe writes out all that it has.
type pipe struct{ buf *bytes.Buffer }

func newPipe() *pipe { return &pipe{buf: drained.Get().(*bytes.Buffer)} }

func (p *pipe) add(s string) { p.buf.WriteString(s) }

func (p *pipe) close(w io.Writer) {
	_, _ = p.buf.WriteTo(w)
	drained.Put(p.buf)
}

var lent = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// lender hands its buffer to whoever asks, who may reset it.
type lender struct{ buf *bytes.Buffer }

func newLender() *lender { return &lender{buf: lent.Get().(*bytes.Buffer)} }

func (l *lender) add(s string) { l.buf.WriteString(s) }

func (l *lender) Buffer() *bytes.Buffer { return l.buf }

func (l *lender) close() { lent.Put(l.buf) }

var resetting = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// opened starts from an empty buffer, which its constructor sees to.
type opened struct{ buf *bytes.Buffer }

func open() *opened {
	buf := resetting.Get().(*bytes.Buffer)
	buf.Reset()
	return &opened{buf: buf}
}

func (o *opened) add(s string) { o.buf.WriteString(s) }

func (o *opened) close() { resetting.Put(o.buf) }

var renamed = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// aliased is reset under a shorter name.
type aliased struct{ buf *bytes.Buffer }

func newAliased() *aliased { return &aliased{buf: renamed.Get().(*bytes.Buffer)} }

func (a *aliased) add(s string) {
	b := a.buf
	b.Reset()
	b.WriteString(s)
}

func (a *aliased) close() { renamed.Put(a.buf) }

var given = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// adopted may hold a buffer of its caller's, who may have reset it.
type adopted struct{ buf *bytes.Buffer }

func adopt(buf *bytes.Buffer) *adopted {
	if buf == nil {
		buf = given.Get().(*bytes.Buffer)
	}
	return &adopted{buf: buf}
}

func (a *adopted) add(s string) { a.buf.WriteString(s) }

func (a *adopted) close() { given.Put(a.buf) }
