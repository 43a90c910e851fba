// Package wholes holds objects whose parts know what they are a part of.
package wholes

import "sync"

// A part knows the message that it is a part of.
type part struct {
	whole *message
	at    int
}

type message struct {
	parts []part
	notes []note
}

type note struct {
	whole *message
	by    *part
}

func (m *message) add(at int) *part {
	m.parts = append(m.parts, part{whole: m, at: at})
	return &m.parts[len(m.parts)-1]
}

var messages = sync.Pool{New: func() any { return new(message) }}

func Compose(n int) int {
	m := messages.Get().(*message)
	for i := range n {
		m.add(i)
	}
	n = len(m.parts)
	m.parts = m.parts[:0]
	messages.Put(m)
	return n
}

var noted = sync.Pool{New: func() any { return new(message) }}

func Note(by *part) int {
	m := noted.Get().(*message)
	m.notes = append(m.notes, note{whole: m, by: by})
	n := len(m.notes)
	m.notes = m.notes[:0]
	noted.Put(m) // want "with `notes` cut to `.:0.`"
	return n
}
