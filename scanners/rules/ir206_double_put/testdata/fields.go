// Package fields holds methods that put back a field of their receiver.
package fields

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type encoder struct{ buffer *bytes.Buffer }

func (e *encoder) finish() {
	if e.buffer != nil {
		buffers.Put(e.buffer)
	}
}

func newEncoder() *encoder {
	b, _ := buffers.Get().(*bytes.Buffer)
	return &encoder{buffer: b}
}

func Encode(text string) error {
	e := newEncoder()
	defer e.finish() // want "`e.buffer` is put back into `buffers` a second time"
	if text == "" {
		return errors.New("nothing to do")
	}
	e.buffer.WriteString(text)
	e.finish()
	return nil
}

type closer struct{ buffer *bytes.Buffer }

func (c *closer) finish() {
	if c.buffer != nil {
		buffers.Put(c.buffer)
		c.buffer = nil
	}
}

func Clear(text string) {
	b, _ := buffers.Get().(*bytes.Buffer)
	c := &closer{buffer: b}
	defer c.finish()
	c.buffer.WriteString(text)
	c.finish()
}

func Each(all []*closer) {
	for _, c := range all {
		c.finish()
	}
}

type loader struct {
	buffer *bytes.Buffer
	source io.Reader
}

func newLoader(source io.Reader) *loader {
	b, _ := buffers.Get().(*bytes.Buffer)
	return &loader{buffer: b, source: source}
}

func (l *loader) finish() { buffers.Put(l.buffer) }

func (l *loader) failed(err error) error {
	l.finish()
	return err
}

// fill gives the buffer back where it fails.
func (l *loader) fill() error {
	if _, err := l.buffer.ReadFrom(l.source); err != nil {
		return l.failed(err)
	}
	return nil
}

func Load(source io.Reader) (string, error) {
	l := newLoader(source)
	defer l.finish() // want "`l.buffer` is put back into `buffers` a second time"
	if err := l.fill(); err != nil {
		return "", err
	}
	return l.buffer.String(), nil
}

func LoadOnce(source io.Reader) (string, error) {
	l := newLoader(source)
	if err := l.fill(); err != nil {
		return "", err
	}
	text := l.buffer.String()
	l.finish()
	return text, nil
}

// Serve returns what is called for each request.
func Serve(write func([]byte)) func(text string) {
	return func(text string) {
		e := newEncoder()
		defer e.finish() // want "`e.buffer` is put back into `buffers` a second time"
		e.buffer.WriteString(text)
		if text == "" {
			e.finish()
			return
		}
		write(e.buffer.Bytes())
	}
}

func ServeOnce(write func([]byte)) func(text string) {
	return func(text string) {
		e := newEncoder()
		defer func() { e.finish() }()
		e.buffer.WriteString(text)
		write(e.buffer.Bytes())
	}
}

type link struct{ next *link }

var links = sync.Pool{New: func() any { return new(link) }}

type chain struct{ head *link }

func (c *chain) drop(l *link) {
	c.head = l.next
	l.next = nil
	links.Put(l)
}

func (c *chain) dropHead() bool {
	if c.head == nil || c.head.next == nil {
		return false
	}
	c.drop(c.head)
	return true
}

// Shorten drops another link in each round.
func (c *chain) Shorten() {
	for c.dropHead() {
	}
}

type chunk struct {
	buffer *bytes.Buffer
	file   io.Closer
}

// close does nothing where it was called before.
func (c *chunk) close() error {
	if c.file == nil {
		return nil
	}
	err := c.file.Close()
	buffers.Put(c.buffer)
	c.file = nil
	return err
}

func Closed(file io.Closer) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	c := &chunk{buffer: b, file: file}
	defer c.close()
	err := c.close()
	if err != nil {
		println(err.Error())
	}
	return err
}
