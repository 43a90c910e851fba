// Package embedded holds buffers that are written to under the name of the struct that embeds them.
package embedded

import (
	"bytes"
	"sync"
)

type entry struct {
	bytes.Buffer
	level int
	names []string
}

func (e *entry) clear() {
	e.level = 0
	e.names = e.names[:0] // want "is reset field by field, without `Buffer`"
}

var entries = sync.Pool{New: func() any { return new(entry) }}

func line(level int, message string, names ...string) string {
	e := entries.Get().(*entry)
	e.level = level
	e.names = append(e.names, names...)
	e.WriteString(message)
	for _, each := range e.names {
		e.WriteString(each)
	}
	out := e.String()
	e.clear()
	entries.Put(e)
	return out
}

// The reset is promoted too.
type page struct {
	bytes.Buffer
	title string
	names []string
}

func (p *page) clear() {
	p.title = ""
	p.names = p.names[:0]
	p.Reset()
}

var pages = sync.Pool{New: func() any { return new(page) }}

func render(title string, names ...string) string {
	p := pages.Get().(*page)
	p.title = title
	p.names = append(p.names, names...)
	p.WriteString(p.title)
	for _, each := range p.names {
		p.WriteString(each)
	}
	out := p.String()
	p.clear()
	pages.Put(p)
	return out
}

// Whoever takes one empties it.
type note struct {
	bytes.Buffer
	title string
	names []string
}

func (n *note) clear() {
	n.title = ""
	n.names = n.names[:0]
}

var notes = sync.Pool{New: func() any { return new(note) }}

func take(title string, names ...string) string {
	n := notes.Get().(*note)
	n.Truncate(0)
	n.title = title
	n.names = append(n.names, names...)
	n.WriteString(n.title)
	for _, each := range n.names {
		n.WriteString(each)
	}
	out := n.String()
	n.clear()
	notes.Put(n)
	return out
}
