// Package parts holds memory that leaves as a part of something: a field of a variable, of an element, a variable.
package parts

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type message struct {
	payload []byte
	header  struct{ name []byte }
	buffer  *bytes.Buffer
}

func field() *message {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	m := new(message)
	m.payload = b.Bytes()
	return m // want "`m` is returned and shares its memory with `b`"
}

func address() *message {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	var m message
	m.header.name = b.Bytes()
	return &m // want "`&m` is returned and shares its memory with `b`"
}

func named() (m message) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	m.payload = b.Bytes()
	return // want "`m` is returned and shares its memory with `b`"
}

// copied gives its own memory away.
func copied() *message {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	m := new(message)
	m.payload = b.Bytes()
	m.payload = bytes.Clone(m.payload)
	return m
}

// lent lends the buffer to the message while it works.
func lent() message {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	var m message
	m.buffer = b
	m.payload = bytes.Clone(m.buffer.Bytes())
	m.buffer = nil
	return m
}

// cleared takes it back when the function returns.
func cleared() (m message, err error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	m.buffer = b
	defer func() { m.buffer = nil }()
	return m, nil
}

func element(messages []message) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	messages[0].payload = b.Bytes() // want "payload` outlives this function and holds memory of `b`"
}

func entry(messages map[string]*message) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	messages["a"].header.name = b.Bytes()[:1] // want "header.name` outlives this function"
}

func elements(n int) []*message {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	all := make([]*message, n)
	all[0].payload = b.Bytes()
	return all // want "`all` is returned and shares its memory"
}

// emptied takes it out of the list again.
func emptied(messages []message, send func(*message)) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	messages[0].payload = b.Bytes()
	send(&messages[0])
	messages[0].payload = nil
}

var last []byte

func remember() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	last = b.Bytes() // want "`last` outlives this function and holds memory of `b`"
}

// forget has it for a while.
func forget(use func()) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	last = b.Bytes()
	use()
	last = nil
}

// failed returns nothing that anybody looks at.
func failed(check func([]byte) error) (m message, err error) {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if err != nil {
			buffers.Put(b)
		}
	}()
	m.payload = b.Bytes()
	if err = check(m.payload); err != nil {
		return
	}
	return
}

func sent(out chan<- *message) {
	b := buffers.Get().(*bytes.Buffer)
	m := new(message)
	m.payload = b.Bytes()
	out <- m // want "`m` is sent to another goroutine and shares its memory"
	buffers.Put(b)
}

// taken keeps a message that has its buffer only while it is made.
func (q *queue) taken() {
	b := buffers.Get().(*bytes.Buffer)
	m := new(message)
	m.buffer = b
	q.waiting = append(q.waiting, m)
	m.payload = bytes.Clone(b.Bytes())
	m.buffer = nil
	buffers.Put(b)
}

func (q *queue) add(m *message) { q.waiting = append(q.waiting, m) }

// added is kept with its buffer, and loses it before that goes back.
func (q *queue) added() {
	b := buffers.Get().(*bytes.Buffer)
	m := new(message)
	m.buffer = b
	q.add(m)
	m.buffer = nil
	buffers.Put(b)
}

type sink interface {
	write(b []byte) (int, error)
	flush() error
}

type queue struct{ waiting []*message }

func (q *queue) write(b []byte) (int, error) {
	q.waiting = append(q.waiting, &message{payload: b})
	return len(b), nil
}

func (q *queue) flush() error {
	q.waiting = q.waiting[:0]
	return nil
}

// drain leaves something in the sink only where it fails.
func drain(to sink, b []byte) (count int, err error) {
	n, failed := to.write(b)
	if failed != nil {
		err = failed
		return
	}
	if n != len(b) {
		err = io.ErrShortWrite
		return
	}
	return n, to.flush()
}

func copyTo(to sink) error {
	b := buffers.Get().(*bytes.Buffer)
	_, err := drain(to, b.Bytes())
	buffers.Put(b)
	return err
}

func fill(to sink, b []byte) error {
	_, err := to.write(b)
	return err
}

func fillFrom(to sink) error {
	b := buffers.Get().(*bytes.Buffer)
	err := fill(to, b.Bytes()) // want "keeps memory of `b`"
	buffers.Put(b)
	return err
}

// A parser works in a buffer of the pool, and keeps what it finds in a list of its own.
type parser struct {
	scratch *bytes.Buffer
	rows    []string
}

func (p *parser) parse(input string) {
	p.scratch.WriteString(input)
	p.rows = append(p.rows, p.scratch.String())
}

func (p *parser) result() []string { return p.rows }

func (p *parser) rest() []byte { return p.scratch.Bytes() }

func parsed(input string) []string {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	p := parser{scratch: b}
	p.parse(input)
	return p.result()
}

func unparsed(input string) []byte {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	p := &parser{scratch: b}
	p.parse(input)
	return p.rest() // want "`p.rest\(\)` is returned and shares its memory with `b`"
}

func listed(names []string) (all []message) {
	b := buffers.Get().(*bytes.Buffer)
	for _, name := range names {
		var m message
		b.WriteString(name)
		m.payload = b.Bytes()
		all = append(all, m)
	}
	buffers.Put(b)
	return all // want "`all` is returned and shares its memory"
}

func (q *queue) pushed(name string) {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	m := &message{buffer: nil}
	m.header.name = b.Bytes()
	q.waiting = append(q.waiting, m) // want "`q.waiting` outlives this function and holds memory of `b`"
	buffers.Put(b)
}

func mapped(all map[string]message, name string) {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	m := message{}
	m.payload = b.Bytes()
	all[name] = m // want "`all\[name\]` outlives this function and holds memory of `b`"
	buffers.Put(b)
}

// cloned stores a message that got memory of its own first.
func cloned(all map[string]message, name string) {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	m := message{}
	m.payload = b.Bytes()
	m.payload = bytes.Clone(m.payload)
	all[name] = m
	buffers.Put(b)
}

// counted looks at the message, and stores something else.
func counted(all map[string]int, name string) {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(name)
	m := message{}
	m.payload = b.Bytes()
	all[name] = len(m.payload)
	buffers.Put(b)
}
