package fields

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type writer struct {
	buf *bytes.Buffer
	out io.Writer
	log io.Writer
}

func newWriter(out, log io.Writer) *writer {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	return &writer{buf: buf, out: out, log: log}
}

func (w *writer) Close() {
	go func() {
		_, _ = w.out.Write(w.buf.Bytes())
	}()
	buffers.Put(w.buf) // want "`w.buf` goes back into `buffers` while a goroutine that was started with `w.buf` may still use it"
	w.buf = nil
}

// finish waits for the goroutine.
func (w *writer) finish() {
	var done sync.WaitGroup
	done.Add(1)
	go func() {
		defer done.Done()
		_, _ = w.out.Write(w.buf.Bytes())
	}()
	done.Wait()
	buffers.Put(w.buf)
	w.buf = nil
}

// release leaves the Put to the goroutine.
func (w *writer) release() {
	go func() {
		_, _ = w.out.Write(w.buf.Bytes())
		buffers.Put(w.buf)
	}()
}

// note has a goroutine that uses another field.
func (w *writer) note() {
	go func() {
		_, _ = io.WriteString(w.log, "closed")
	}()
	buffers.Put(w.buf)
	w.buf = nil
}

func (w *writer) flush() { _, _ = w.out.Write(w.buf.Bytes()) }

func (w *writer) noted() { _, _ = io.WriteString(w.log, "closed") }

func (w *writer) flushed(done *sync.WaitGroup) {
	defer done.Done()
	w.flush()
	_, _ = w.out.Write(w.buf.Bytes())
}

func (w *writer) flushAndFree() {
	_, _ = w.out.Write(w.buf.Bytes())
	buffers.Put(w.buf)
	w.buf = nil
}

func drain(w *writer) { _, _ = w.buf.WriteTo(w.out) }

func (w *writer) closeByMethod() {
	go w.flush()
	buffers.Put(w.buf) // want "`w.buf` goes back into `buffers` while a goroutine that was started with `w.buf` may still use it"
	w.buf = nil
}

func drained(out, log io.Writer) {
	w := &writer{buf: buffers.Get().(*bytes.Buffer), out: out, log: log}
	go drain(w)
	buffers.Put(w.buf) // want "`w.buf` goes back into `buffers` while a goroutine that was started with `w.buf` may still use it"
}

// closeWithout starts a method that uses another field.
func (w *writer) closeWithout() {
	go w.noted()
	buffers.Put(w.buf)
	w.buf = nil
}

// closeAfter waits for the method.
func (w *writer) closeAfter() {
	var done sync.WaitGroup
	done.Add(1)
	go w.flushed(&done)
	done.Wait()
	buffers.Put(w.buf)
	w.buf = nil
}

// closeLater leaves the Put to the method.
func (w *writer) closeLater() {
	go w.flushAndFree()
}

// exchange goes on with another buffer, which no goroutine has been given.
func (w *writer) exchange() {
	go w.flushAndFree()
	w.buf = buffers.Get().(*bytes.Buffer)
	w.buf.Reset()
	buffers.Put(w.buf)
	w.buf = nil
}
