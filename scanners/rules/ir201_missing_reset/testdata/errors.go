// Package failing decodes messages, and says in an error of its own what it could not decode.
package failing

import (
	"bytes"
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

// What is compared may be a bound or a flag, but not where a reset on another way ends the use of it.
type command struct {
	name string
	args []string
}

func (c *command) reset() { c.name, c.args = "", c.args[:0] }

var commands = sync.Pool{New: func() any { return new(command) }}

func Execute(name string, args []string) (int, error) {
	c := commands.Get().(*command)
	c.name = name
	c.args = append(c.args, args...)
	switch {
	case c.name == "":
		commands.Put(c) // want "goes back into `commands` without a reset, and its next user trusts the field `args`"
		return 0, io.ErrUnexpectedEOF
	case len(c.args) > 8:
		c.reset()
		commands.Put(c)
		return 0, io.ErrShortBuffer
	}
	n := len(c.args)
	c.reset()
	commands.Put(c)
	return n, nil
}

// Nothing was set yet on the way without a reset.
var early = sync.Pool{New: func() any { return new(command) }}

func ExecuteLater(name string, args []string) int {
	c := early.Get().(*command)
	if name == "" {
		early.Put(c)
		return 0
	}
	c.name = name
	c.args = append(c.args, args...)
	n := len(c.args)
	if n > 8 {
		n = 8
	}
	c.reset()
	early.Put(c)
	return n
}

var frames = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// frame resets what it is given for each version that it knows.
func frame(version int, to *bytes.Buffer, body []byte) (n int, err error) {
	switch version {
	case 1:
		to.Reset()
		n, err = to.Write(body)
	default:
		err = fmt.Errorf("version %d", version)
	}
	return
}

func Send(version int, body []byte, w io.Writer) error {
	to := frames.Get().(*bytes.Buffer)
	defer frames.Put(to)
	if _, err := frame(version, to, body); err != nil {
		return err
	}
	_, err := w.Write(to.Bytes())
	return err
}

var appended = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// add says nothing of an error where the version is another one.
func add(version int, to *bytes.Buffer, body []byte) (n int, err error) {
	if version == 1 {
		to.Reset()
	}
	n, err = to.Write(body)
	return
}

func SendAll(version int, body []byte, w io.Writer) error {
	to := appended.Get().(*bytes.Buffer)
	defer appended.Put(to) // want "its next user trusts what it holds"
	if _, err := add(version, to, body); err != nil {
		return err
	}
	_, err := w.Write(to.Bytes())
	return err
}
