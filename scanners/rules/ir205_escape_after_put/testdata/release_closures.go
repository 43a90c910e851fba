// Package closures puts back what it has got together with a function that does so.
package closures

import "sync"

type scratch struct{ words []string }

var pool = sync.Pool{New: func() any { return new(scratch) }}

func acquire() (*scratch, func()) {
	s := pool.Get().(*scratch)
	s.words = s.words[:0]
	return s, func() { pool.Put(s) }
}

func Words(texts []string) []string {
	s, release := acquire()
	defer release()
	s.words = append(s.words, texts...)
	return s.words // want "`s.words` is returned and shares its memory with `s`"
}

func Copied(texts []string) []string {
	s, release := acquire()
	defer release()
	s.words = append(s.words, texts...)
	return append([]string(nil), s.words...)
}

// Lent leaves the Put to its caller.
func Lent(texts []string) (*scratch, func()) {
	s, release := acquire()
	s.words = append(s.words, texts...)
	return s, release
}
