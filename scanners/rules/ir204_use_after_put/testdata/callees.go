// Package callees goes on, after a Put, with functions that look at what went back.
package callees

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type writer struct {
	buf    *bytes.Buffer
	out    io.Writer
	lines  int
	closed bool
}

func newWriter(out io.Writer) *writer {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	return &writer{buf: buf, out: out}
}

func (w *writer) release() { buffers.Put(w.buf) }

func (w *writer) releaseAndForget() {
	buffers.Put(w.buf)
	w.buf = nil
}

func (w *writer) releaseAndClose() {
	buffers.Put(w.buf)
	w.closed = true
}

func (w *writer) flush() error {
	_, err := w.out.Write(w.buf.Bytes())
	return err
}

func (w *writer) flushTwice() error {
	if err := w.flush(); err != nil {
		return err
	}
	return w.flush()
}

func (w *writer) flushOpen() error {
	if w.closed {
		return io.ErrClosedPipe
	}
	return w.flush()
}

func (w *writer) flushSome() error {
	if w.lines > 0 {
		return w.flush()
	}
	return nil
}

func (w *writer) flushEach(lines []string) (err error) {
each:
	for _, line := range lines {
		if line == "" {
			continue each
		}
		err = w.flush()
	}
	return err
}

func (w *writer) ping(depth int) error {
	if depth == 0 {
		return nil
	}
	return w.pong(depth - 1)
}

func (w *writer) pong(depth int) error { return w.ping(depth) }

func (w *writer) count() int { return w.lines }

func (w *writer) has() bool { return w.buf != nil }

func (w *writer) buffer() *bytes.Buffer { return w.buf }

func (w *writer) isLong() bool { return !w.closed && w.buf.Len() > 80 }

func (w *writer) open() {
	w.buf = buffers.Get().(*bytes.Buffer)
	w.buf.Reset()
}

func (w *writer) reopen() error {
	w.open()
	return w.flush()
}

func drain(w *writer) { _, _ = w.buf.WriteTo(w.out) }

func byMethod(out io.Writer) error {
	w := newWriter(out)
	w.release()
	return w.flush() // want "`w.flush` uses `w.buf`, or memory of it, after it went back into `buffers`"
}

func byFunction(out io.Writer) {
	w := newWriter(out)
	buffers.Put(w.buf)
	drain(w) // want "`drain` uses `w.buf`, or memory of it, after it went back into `buffers`"
}

func throughAnother(out io.Writer) error {
	w := newWriter(out)
	w.release()
	return w.flushTwice() // want "`w.flushTwice` uses `w.buf`, or memory of it, after it went back into `buffers`"
}

func (w *writer) Close() error {
	buffers.Put(w.buf)
	if err := w.flush(); err != nil { // want "`w.flush` uses `w.buf`, or memory of it, after it went back into `buffers`"
		return err
	}
	w.buf = nil
	return nil
}

func inTime(out io.Writer) error {
	w := newWriter(out)
	err := w.flush()
	w.release()
	return err
}

// otherField calls what does not look at the buffer.
func otherField(out io.Writer) int {
	w := newWriter(out)
	w.release()
	return w.count()
}

// asked calls what only asks whether there is one, or hands it on.
func asked(out io.Writer) bool {
	w := newWriter(out)
	w.release()
	return w.has() && w.buffer() != nil
}

func forgotten(out io.Writer) error {
	w := newWriter(out)
	w.releaseAndForget()
	return w.flush()
}

// guarded calls what asks before it looks.
func guarded(out io.Writer) error {
	w := newWriter(out)
	w.releaseAndClose()
	if w.isLong() {
		return nil
	}
	return w.flushOpen()
}

func sometimes(out io.Writer) error {
	w := newWriter(out)
	w.release()
	return w.flushSome()
}

func rounds(out io.Writer, lines []string) error {
	w := newWriter(out)
	w.release()
	if err := w.ping(len(lines)); err != nil {
		return err
	}
	return w.flushEach(lines)
}

func opened(out io.Writer) error {
	w := newWriter(out)
	w.release()
	w.open()
	return w.flush()
}

func reopened(out io.Writer) error {
	w := newWriter(out)
	w.release()
	return w.reopen()
}

// later only names the method.
func later(out io.Writer) func() error {
	w := newWriter(out)
	w.release()
	return func() error {
		w.open()
		return w.flush()
	}
}

type view struct {
	text []byte
	size int
}

func look(b *bytes.Buffer) *view { return &view{b.Bytes(), b.Len()} }

func (v *view) String() string { return string(v.text) }

func (v *view) Size() int { return v.size }

func viewed(line string) string {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(line)
	v := look(b)
	b.Reset()
	buffers.Put(b)
	return v.String() // want "`v.String` uses `b`, or memory of it, after it went back into `buffers`"
}

func measured(line string) int {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(line)
	v := look(b)
	b.Reset()
	buffers.Put(b)
	return v.Size()
}
