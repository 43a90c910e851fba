// Package carried keeps buffers in the fields of what serves one request.
package carried

import (
	"bytes"
	"net/http"
	"sync"
)

type recorder struct {
	http.ResponseWriter
	body *bytes.Buffer
}

func (r *recorder) Write(part []byte) (int, error) {
	r.body.Write(part)
	return r.ResponseWriter.Write(part)
}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Taken into the field at once.
func record(next http.Handler, keep func([]byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, body: bodies.Get().(*bytes.Buffer)}
		defer bodies.Put(rec.body) // want "its next user trusts what it holds"
		next.ServeHTTP(rec, r)
		keep(bytes.Clone(rec.body.Bytes()))
	}
}

var clean = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Taken into the field at once, and reset there.
func recordClean(next http.Handler, keep func([]byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, body: clean.Get().(*bytes.Buffer)}
		rec.body.Reset()
		defer clean.Put(rec.body)
		next.ServeHTTP(rec, r)
		keep(bytes.Clone(rec.body.Bytes()))
	}
}

// Given to the field, and reset there.
func recordGiven(next http.Handler, keep func([]byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body := clean.Get().(*bytes.Buffer)
		defer clean.Put(body)
		rec := &recorder{ResponseWriter: w, body: body}
		rec.body.Reset()
		next.ServeHTTP(rec, r)
		keep(bytes.Clone(body.Bytes()))
	}
}

type page struct {
	*bytes.Buffer
	title string
}

var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// An embedded buffer is reset through what it is embedded in.
func render(title string, fill func(*page)) string {
	p := &page{Buffer: pages.Get().(*bytes.Buffer), title: title}
	p.Reset()
	defer pages.Put(p.Buffer)
	fill(p)
	return p.String()
}

// So it is where a name of its own is put in.
func renderGiven(title string, fill func(*page)) string {
	buf := pages.Get().(*bytes.Buffer)
	defer pages.Put(buf)
	p := &page{Buffer: buf, title: title}
	p.Reset()
	fill(p)
	return p.String()
}

var drafts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Without that it is not.
func renderOver(title string, fill func(*page)) string {
	buf := drafts.Get().(*bytes.Buffer)
	p := &page{Buffer: buf, title: title}
	fill(p)
	rendered := p.String()
	drafts.Put(buf) // want "its next user trusts what it holds"
	return rendered
}

type letter struct{ text *bytes.Buffer }

func (l *letter) begin() { l.text.Reset() }

var texts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// A method of what holds it resets it.
func send(write func(*letter), to func(string)) {
	l := &letter{text: texts.Get().(*bytes.Buffer)}
	l.begin()
	write(l)
	to(l.text.String())
	texts.Put(l.text)
}

func empty(l *letter) { l.text.Reset() }

// A function that is given what holds it resets it.
func post(write func(*letter), to func(string)) {
	text := texts.Get().(*bytes.Buffer)
	l := &letter{text: text}
	empty(l)
	write(l)
	to(text.String())
	texts.Put(text)
}

var spares = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Only one way takes one.
func join(parts []string, pooled bool) string {
	l := &letter{text: new(bytes.Buffer)}
	if pooled {
		l.text = spares.Get().(*bytes.Buffer)
		l.text.Reset()
	}
	for _, part := range parts {
		l.text.WriteString(part)
	}
	joined := l.text.String()
	if pooled {
		spares.Put(l.text)
	}
	return joined
}
