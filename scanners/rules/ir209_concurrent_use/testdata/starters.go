// Package starters holds callees that start a goroutine with what they are given.
package starters

import (
	"bytes"
	"sync"
)

var buffers sync.Pool

type logger struct{ lines chan []byte }

func (l *logger) work(b []byte) { l.lines <- b }

func (l *logger) start(b []byte) { go l.work(b) }

func (l *logger) async(b []byte) { l.start(b) }

func (l *logger) Log(text string) {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	l.async(b.Bytes())
	buffers.Put(b) // want "`b` goes back into `buffers` while a goroutine that was started with"
}

func (l *logger) wait(b []byte) {
	done := make(chan struct{})
	go func() { l.work(b); close(done) }()
	<-done
}

func (l *logger) Flush(text string) {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	l.wait(b.Bytes())
	buffers.Put(b)
}

type engine struct {
	buffer  *bytes.Buffer
	stopped bool
}

func (e *engine) stop() { e.stopped = true }

// Stopped has a goroutine that leaves the buffer of the engine alone.
func Stopped(quit chan struct{}) {
	e := &engine{}
	b, _ := buffers.Get().(*bytes.Buffer)
	e.buffer = b
	go func() {
		<-quit
		e.stop()
	}()
	buffers.Put(b)
}

// A writer works in a goroutine unless it is alone, and both may succeed.
type writer struct {
	alone bool
	out   func([]byte) error
}

func (w *writer) write(b []byte) error {
	if w.alone {
		return w.out(b)
	}
	go w.out(b)
	return nil
}

// Copy puts back what the writer alone has worked with.
func (w *writer) Copy(text string) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	if w.alone {
		defer buffers.Put(b)
	}
	b.WriteString(text)
	return w.write(b.Bytes())
}
