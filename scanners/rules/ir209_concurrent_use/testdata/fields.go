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
