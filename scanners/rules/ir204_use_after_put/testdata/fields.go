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

type view struct{ values map[string]string }

var views = sync.Pool{New: func() any { return new(view) }}

type request struct {
	view  *view
	other *view
	first *view
}

var requests = sync.Pool{New: func() any { return new(request) }}

func Acquire() *request {
	r, _ := requests.Get().(*request)
	r.first, _ = views.Get().(*view)
	return r
}

func (r *request) Bind() *view {
	if r.view == nil {
		r.view, _ = views.Get().(*view)
	}
	if r.other == nil {
		r.other, _ = views.Get().(*view)
	}
	return r.view
}

// Release leaves a view in the request. The other one is cleared, the first one is set whenever a request is taken.
func Release(r *request) {
	if r.view != nil {
		views.Put(r.view) // want "`r.view` goes back into `views` and the field keeps it"
	}
	if r.other != nil {
		views.Put(r.other)
		r.other = nil
	}
	views.Put(r.first)
	requests.Put(r)
}

type session struct{ view *view }

func (s *session) Bind() *view {
	if s.view == nil {
		s.view, _ = views.Get().(*view)
	}
	return s.view
}

func (s *session) Reset() {
	views.Put(s.view) // want "`s.view` goes back into `views` and the field keeps it"
}

// Nobody uses the session after this.
func (s *session) Close() {
	views.Put(s.view)
}

// A session that is overwritten as a whole names no view any more.
type shared struct{ view *view }

var noShared = shared{}

func (s *shared) Bind() *view {
	if s.view == nil {
		s.view, _ = views.Get().(*view)
	}
	return s.view
}

func (s *shared) Reset() {
	if s.view != nil {
		views.Put(s.view)
	}
	*s = noShared
}

func (s *shared) Clear() {
	views.Put(s.view)
	*s = shared{}
}

type exchange struct {
	view *view
	late *view
}

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

// begin lets go of one of the views, whatever it is, and fills the other where there is none.
func (e *exchange) begin() {
	e.view = nil
	if e.late == nil {
		e.late, _ = views.Get().(*view)
	}
}

func (e *exchange) Bind() *view {
	if e.view == nil {
		e.view, _ = views.Get().(*view)
	}
	return e.view
}

func Serve(use func(*exchange)) {
	e, _ := exchanges.Get().(*exchange)
	e.begin()
	use(e)
	if e.view != nil {
		views.Put(e.view)
	}
	views.Put(e.late) // want "`e.late` goes back into `views` and the field keeps it"
	exchanges.Put(e)
}
