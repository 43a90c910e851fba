package fields

import (
	"bytes"
	"sync"
)

type event struct {
	buf    bytes.Buffer
	level  int
	stack  bool
	size   int
	mode   int
	limit  int
	values map[string]string
	spare  []byte
}

func (e *event) reset(level int) {
	e.buf.Reset()
	e.level = level // want "without `stack`, `size`, `mode`, `values`"
}

// Stack switches the stack on for this event.
func (e *event) Stack() { e.stack = true }

// SetMode chooses how the event is written.
func (e *event) SetMode(mode int) { e.mode = mode }

// Set remembers a value.
func (e *event) Set(name, value string) {
	if e.values == nil {
		e.values = map[string]string{}
	}
	e.values[name] = value
}

// Write adds text.
func (e *event) Write(text string) {
	e.size += len(text)
	e.buf.WriteString(text)
}

// Room makes room that is overwritten by whoever asks for it.
func (e *event) Room(n int) []byte {
	if e.spare == nil {
		e.spare = make([]byte, 1024)
	}
	return e.spare[:n]
}

// Send hands the event on.
func (e *event) Send(send func(string, int, int, map[string]string)) {
	if e.stack {
		e.buf.WriteString("stack")
	}
	if e.size > e.limit {
		return
	}
	send(e.buf.String(), e.level, e.mode, e.values)
	events.Put(e)
}

var events = sync.Pool{New: func() any { return &event{limit: 1000} }}

func newEvent(level int) *event {
	e := events.Get().(*event)
	e.reset(level)
	return e
}
