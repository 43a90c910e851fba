// Package failing decodes messages, and says in an error of its own what it could not decode.
package failing

import (
	"fmt"
	"io"
	"sync"
)

type message struct {
	kind byte
	body []byte
}

var (
	messages = sync.Pool{New: func() any { return new(message) }}
	lenient  = sync.Pool{New: func() any { return new(notice) }}
)

func wrapped(err error, doing string) error { return fmt.Errorf("%s: %w", doing, err) }

// decode sets all of a message, or fails.
func (m *message) decode(r io.Reader) error {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return wrapped(err, "head")
	}
	m.kind = head[0]
	body := make([]byte, head[1])
	if _, err := io.ReadFull(r, body); err != nil {
		return wrapped(err, "body")
	}
	m.body = body
	return nil
}

func handle(r io.Reader, use func(byte, []byte)) {
	m := messages.Get().(*message)
	if err := m.decode(r); err != nil {
		messages.Put(m)
		return
	}
	use(m.kind, m.body)
	messages.Put(m)
}

type notice struct {
	kind byte
	body []byte
}

func logged(err error) error { return nil }

// decode leaves the body as it was where none follows.
func (n *notice) decode(r io.Reader) error {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return wrapped(err, "head")
	}
	n.kind = head[0]
	if head[1] == 0 {
		return logged(nil)
	}
	body := make([]byte, head[1])
	if _, err := io.ReadFull(r, body); err != nil {
		return wrapped(err, "body")
	}
	n.body = body
	return nil
}

func handleNotice(r io.Reader, use func(byte, []byte)) {
	n := lenient.Get().(*notice)
	if err := n.decode(r); err != nil {
		return
	}
	use(n.kind, n.body)
	lenient.Put(n) // want "its next user trusts the field `body`"
}
