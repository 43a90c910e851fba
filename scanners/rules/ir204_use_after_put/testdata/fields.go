// Package fields holds methods that put back a field of their receiver.
package fields

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type writer struct {
	buffer *bytes.Buffer
	total  int
}

func (w *writer) finish() {
	if w.buffer == nil {
		return
	}
	w.total += w.buffer.Len()
	buffers.Put(w.buffer)
}

func (w *writer) Size() int {
	w.finish()
	return w.total + w.buffer.Len() // want "`w.buffer` is used after it went back into `buffers`"
}

func (w *writer) release() {
	buffers.Put(w.buffer)
	w.buffer = nil
}

// Text looks at the buffer under another name.
func (w *writer) Text() string {
	buffer := w.buffer
	w.release()
	return buffer.String() // want "`buffer` is used after `w.buffer`, whose memory it shares, went back"
}

// The field is set anew.
func (w *writer) Start() {
	w.release()
	w.buffer, _ = buffers.Get().(*bytes.Buffer)
	w.buffer.Reset()
}

func (w *writer) reset() {
	w.buffer, _ = buffers.Get().(*bytes.Buffer)
}

func (w *writer) Again() {
	w.finish()
	w.reset()
	w.buffer.Reset()
}

// The function decides by itself whether it puts the buffer back.
func (w *writer) flush(last bool) {
	if last {
		buffers.Put(w.buffer)
	}
}

func (w *writer) Flush() int {
	w.flush(false)
	return w.buffer.Len()
}

type stream struct{ out *writer }

func (s *stream) stop() {
	s.out.finish()
}

func Stop(s *stream) int {
	s.stop()
	return s.out.buffer.Len() // want "`s.out.buffer` is used after it went back"
}
