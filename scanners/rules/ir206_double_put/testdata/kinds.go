// Package kinds asks for the kind of an object to find its pool.
package kinds

import "sync"

type kind int

const (
	audio kind = iota + 1
	video
	sound = audio
)

var calls, films = sync.Pool{New: func() any { return new([1500]byte) }}, sync.Pool{New: func() any { return new([9000]byte) }}

type track struct {
	kind kind
	name string
	data any
}

// It is one or the other.
func (t *track) close() {
	if t.name != "" && t.kind == video {
		films.Put(t.data)
	}
	if t.name != "" && t.kind == audio {
		calls.Put(t.data)
	}
}

// Two names of one kind.
func (t *track) closeSound() {
	if t.kind == audio {
		films.Put(t.data)
	}
	if t.kind == sound {
		calls.Put(t.data) // want "is put back into `films` a second time"
	}
}

func closeNamed(t *track) {
	if t.name == "film" {
		films.Put(t.data)
	}
	if t.name != "call" {
		calls.Put(t.data) // want "is put back into `films` a second time"
	}
}

func closeOne(t *track, other string) {
	if t.name == "film" {
		films.Put(t.data)
	}
	if t.name == "call" {
		calls.Put(t.data)
	}
}
