// Package others bounds what goes back in one place, and forgets that in another.
package others

import (
	"encoding/json"
	"fmt"
	"sync"
)

const most = 1 << 16

type text struct{ b []byte }

func (t *text) Write(part []byte) (int, error) {
	t.b = append(t.b, part...)
	return len(part), nil
}

var texts = sync.Pool{New: func() any { return &text{b: make([]byte, 0, 512)} }}

func Bounded(format string, given ...any) string {
	t := texts.Get().(*text)
	t.b = t.b[:0]
	fmt.Fprintf(t, format, given...)
	s := string(t.b)
	if cap(t.b) <= most {
		texts.Put(t)
	}
	return s
}

// The bound above is for that Put alone.
func Forgotten(given any) string {
	t := texts.Get().(*text)
	t.b = t.b[:0]
	if err := json.NewEncoder(t).Encode(given); err != nil {
		t.b = append(t.b[:0], err.Error()...)
	}
	s := string(t.b)
	texts.Put(t) // want "however large `b` may have grown"
	return s
}

// What was taken goes back as it was.
func Unused(given fmt.Stringer) string {
	t := texts.Get().(*text)
	if given == nil {
		texts.Put(t)
		return ""
	}
	t.b = append(t.b[:0], given.String()...)
	s := string(t.b)
	release(t)
	return s
}

func release(t *text) {
	if cap(t.b) > most {
		return
	}
	texts.Put(t)
}

type page struct{ lines []string }

func (p *page) trim() {
	if cap(p.lines) > most {
		p.lines = nil
	}
}

var pages = sync.Pool{New: func() any { return new(page) }}

// What bounds the lines stands in a function that puts nothing back.
func Render(lines []string, show func([]string)) {
	p := pages.Get().(*page)
	p.lines = append(p.lines[:0], lines...)
	show(p.lines)
	clear(p.lines)
	pages.Put(p)
}

func Tidy(all []*page) {
	for _, p := range all {
		p.trim()
	}
}

type entry struct{ key []byte }

func (e *entry) unmarshal(from []byte) { e.key = append(e.key[:0], from...) }

var entries = sync.Pool{New: func() any { return new(entry) }}

// Whoever takes an entry gives it a key of his own.
func Entry(key []byte, write func([]byte)) {
	e := entries.Get().(*entry)
	e.key = key
	write(e.key)
	entries.Put(e)
}

var read = sync.Pool{New: func() any { return new(entry) }}

func Read(from []byte, write func([]byte)) {
	e := read.Get().(*entry)
	e.unmarshal(from)
	write(e.key)
	read.Put(e) // want "however large `key` may have grown"
}
