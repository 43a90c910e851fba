// Package shapes holds uses after the Put in the shapes that real bugs take.
package shapes

import (
	"bytes"
	"errors"
	"math/bits"
	"sync"
	"unsafe"

	"github.com/valyala/bytebufferpool"
)

type session struct {
	mu   sync.Mutex
	once sync.Once
	id   string
	wg   sync.WaitGroup
}

var sessions sync.Pool

func release(s *session) {
	s.id = ""
	sessions.Put(s)
}

func (s *session) Save() {
	s.mu.Lock()
	defer s.mu.Unlock() // want "a deferred call uses `s.mu` after `s` went back"
	release(s)
}

func (s *session) Close() {
	s.once.Do(func() { // want "goes back into `sessions` from inside `s.once.Do`"
		sessions.Put(s)
	})
}

func (s *session) finish() string {
	defer release(s)
	return "done"
}

// Report calls a method that puts its receiver back.
func (s *session) Report() string {
	state := s.finish()
	return state + s.id // want "`s` is used after it went back"
}

var buffers sync.Pool

func Clean() {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer func() {
		defer b.Reset() // want "a deferred call uses `b` after `b` went back"
		buffers.Put(b)
	}()
	b.WriteByte('x')
}

var slices = sync.Pool{New: func() any { return new([]byte) }}

func Measure() int {
	b, _ := slices.Get().(*[]byte)
	slices.Put(b)
	return cap(*b) // want "`b` is used after it went back"
}

func Compare(other string) bool {
	b, _ := slices.Get().(*[]byte)
	*b = append((*b)[:0], other...)
	text := unsafe.String(unsafe.SliceData(*b), len(*b))
	slices.Put(b)
	return text == other // want "`text` is used after `b`, whose memory it shares"
}

func Borrowed(text string) int {
	b := bytebufferpool.Get()
	b.WriteString(text)
	content := b.Bytes()
	bytebufferpool.Put(b)
	return bytes.Count(content, []byte("x")) // want "`content` is used after `b`, whose memory it shares, went back into `bytebufferpool`"
}

var classes [3]sync.Pool

// free puts back into the pool of a size class.
func free(b []byte) error {
	if cap(b) > 1<<16 {
		return nil
	}
	class := bits.Len(uint(cap(b))) - 14
	switch class {
	case 0:
		classes[class].Put((*[1 << 14]byte)(b))
	case 1:
		classes[class].Put((*[1 << 15]byte)(b))
	case 2:
		classes[class].Put((*[1 << 16]byte)(b))
	default:
		return errors.New("wrong size")
	}
	return nil
}

func Free(b []byte) byte {
	_ = free(b)
	return b[0] // want "`b` is used after it went back"
}
