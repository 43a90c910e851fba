// Package handed_over holds objects that give their memory away and get other memory before they go back.
package handed_over

import (
	"bytes"
	"sync"
)

type writer struct {
	buf   []byte
	spare []int
}

var writers = sync.Pool{New: func() any { return new(writer) }}

func (w *writer) text(s string) []byte {
	w.buf = append(w.buf, s...)
	return w.buf
}

func Deferred(s string) []byte {
	w, _ := writers.Get().(*writer)
	defer func() {
		w.buf = make([]byte, 0, 64)
		writers.Put(w)
	}()
	return w.text(s)
}

func Named(s string) []byte {
	w, _ := writers.Get().(*writer)
	w.buf = append(w.buf[:0], s...)
	out := w.buf
	w.buf = make([]byte, 0, 64)
	writers.Put(w)
	return out
}

func Kept(s string) []byte {
	w, _ := writers.Get().(*writer)
	defer writers.Put(w)
	return w.text(s) // want "`w.text\(s\)` is returned"
}

// Other gets other memory for another part.
func Other(s string) []byte {
	w, _ := writers.Get().(*writer)
	w.buf = append(w.buf[:0], s...)
	out := w.buf
	w.spare = make([]int, 8)
	writers.Put(w)
	return out // want "`out` is returned"
}

type embedding struct {
	bytes.Buffer
	level int
}

var embeddings = sync.Pool{New: func() any { return new(embedding) }}

func Promoted(s string) []byte {
	e, _ := embeddings.Get().(*embedding)
	e.Reset()
	e.WriteString(s)
	out := e.Bytes()
	e.Buffer = bytes.Buffer{}
	embeddings.Put(e)
	return out
}

type plain struct{ bytes.Buffer }

var plains = sync.Pool{New: func() any { return new(plain) }}

func Plain(s string) []byte {
	p, _ := plains.Get().(*plain)
	p.Reset()
	p.WriteString(s)
	out := p.Bytes()
	plains.Put(p)
	return out // want "`out` is returned"
}

// A target works in the memory of whoever takes it: each sets it anew, and what the last one got is not written again.
type target struct {
	buf   []byte
	depth int
}

var targets = sync.Pool{New: func() any { return new(target) }}

func (t *target) begin(buf []byte) {
	t.buf = buf
	t.depth = 0
}

func (t *target) write(s string) { t.buf = append(t.buf, s...) }

func Into(dst []byte, s string) []byte {
	t, _ := targets.Get().(*target)
	defer targets.Put(t)
	t.begin(dst)
	t.write(s)
	dst = t.buf
	return dst
}

func Fresh(s string) []byte {
	t, _ := targets.Get().(*target)
	defer targets.Put(t)
	t.begin(nil)
	t.write(s)
	return t.buf[1:]
}

type kind int

const (
	ordinary kind = iota
	lasting
)

type session struct {
	of   kind
	data []byte
}

var sessions = sync.Pool{New: func() any { return new(session) }}

// What lasts is kept, and all others go back.
func serve(s *session, open map[int]*session, number int) {
	if s.of == lasting {
		open[number] = s
		answer(s)
		return
	}
	answer(s)
}

func answer(s *session) {
	if s.of == lasting {
		s.data = nil
	} else {
		sessions.Put(s)
	}
}

func next(of kind) *session {
	s := sessions.Get().(*session)
	s.of = of
	return s
}

// Either there is something to serve, or the session goes back at once.
func receive(data []byte, open map[int]*session) {
	s := next(lasting)
	if len(data) > 0 {
		s.data = data
		serve(s, open, len(data))
	}
	if len(data) == 0 {
		sessions.Put(s)
	}
}
