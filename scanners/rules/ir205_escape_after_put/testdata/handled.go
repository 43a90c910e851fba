// Package handled has functions whose answer says that what they put back is gone, though not that they did.
package handled

import "sync"

type message struct {
	kind     int
	hijacked bool
}

var messages = sync.Pool{New: func() any { return new(message) }}

func (m *message) isPing() bool   { return m.kind == 1 }
func (m *message) isAnswer() bool { return m.kind == 2 }

func answer(m *message, with func(*message)) {
	defer func() {
		if !m.hijacked {
			messages.Put(m)
		}
	}()
	with(m)
}

// special says whether nobody else has to look at a message: one of two reasons is that it has gone back.
func special(m *message, with func(*message)) bool {
	if m.isPing() {
		answer(m, with)
		return true
	}
	if m.isAnswer() {
		return true
	}
	return false
}

func receive(kind int, with func(*message), to chan<- *message) {
	m := messages.Get().(*message)
	*m = message{kind: kind}
	if special(m, with) {
		return
	}
	to <- m
}

// forward sends just what may have gone back.
func forward(kind int, with func(*message), to chan<- *message) {
	m := messages.Get().(*message)
	*m = message{kind: kind}
	if !special(m, with) {
		messages.Put(m)
		return
	}
	to <- m // want "`m` is sent to another goroutine, and this function puts it back"
}
