// Package closures hands out objects together with a function that puts them back.
package closures

import "sync"

type scratch struct{ words []string }

var pool = sync.Pool{New: func() any { return new(scratch) }}

func acquire() (*scratch, func()) {
	s := pool.Get().(*scratch)
	s.words = s.words[:0]
	return s, func() { pool.Put(s) }
}

func Read(text string) string {
	s, release := acquire()
	s.words = append(s.words, text)
	release()
	return s.words[0] // want "`s` is used after it went back into `pool`"
}

func Deferred(text string) string {
	s, release := acquire()
	defer release()
	s.words = append(s.words, text)
	return s.words[0]
}

func open(text string) (*scratch, func(), error) {
	s := pool.Get().(*scratch)
	s.words = append(s.words[:0], text)
	free := func() {
		s.words = s.words[:0]
		pool.Put(s)
	}
	return s, free, nil
}

func Opened(text string) int {
	s, free, err := open(text)
	if err != nil {
		return 0
	}
	free()
	return len(s.words[0]) // want "`s` is used after it went back into `pool`"
}

// once lets the first call alone put the object back.
func once() (*scratch, func()) {
	s := pool.Get().(*scratch)
	s.words = s.words[:0]
	back := false
	return s, func() {
		if !back {
			back = true
			pool.Put(s)
		}
	}
}

func Twice(text string) string {
	s, release := once()
	defer release()
	s.words = append(s.words, text)
	word := s.words[0]
	release()
	return word
}

// Chosen has one of two objects, and releases what it has.
func Chosen(text string, large bool) string {
	s, release := acquire()
	if large {
		release()
		s, release = acquire()
	}
	defer release()
	s.words = append(s.words, text)
	return s.words[0]
}

type lease struct {
	scratch *scratch
	number  int
	end     func()
}

func borrow() *lease {
	s := pool.Get().(*scratch)
	s.words = s.words[:0]
	return &lease{scratch: s, end: func() { pool.Put(s) }}
}

func Ended() string {
	l := borrow()
	l.end()
	return l.scratch.words[0] // want "`l.scratch` is used after it went back into `pool`"
}

func EndedLater() string {
	l := borrow()
	defer l.end()
	return l.scratch.words[0]
}

// Number is a field of its own.
func Number() int {
	l := borrow()
	l.end()
	return l.number
}

// Renewed reads another object.
func Renewed() string {
	l := borrow()
	l.end()
	l = borrow()
	return l.scratch.words[0]
}

type stream interface {
	Write(data []byte) (int, error)
}

var blocks = sync.Pool{New: func() any { b := make([]byte, 1<<16); return &b }}

// reply writes in the callback what it has put back there.
func reply(size int, large bool) func(stream) {
	var data *[]byte
	if large {
		data = new([]byte)
	} else {
		data = blocks.Get().(*[]byte)
	}
	answer := (*data)[:size]
	return func(s stream) {
		blocks.Put(data)
		_, _ = s.Write(answer) // want "`answer` is used after `data`, whose memory it shares"
	}
}

func replyInTime(size int, large bool) func(stream) {
	var data *[]byte
	if large {
		data = new([]byte)
	} else {
		data = blocks.Get().(*[]byte)
	}
	answer := (*data)[:size]
	return func(s stream) {
		_, _ = s.Write(answer)
		blocks.Put(data)
	}
}

// exchanged puts back another block than the one that it writes of.
func exchanged(size int) func(stream) {
	data := blocks.Get().(*[]byte)
	answer := (*data)[:size]
	data = blocks.Get().(*[]byte)
	return func(s stream) {
		blocks.Put(data)
		_, _ = s.Write(answer)
	}
}
