package drained

import (
	"bytes"
	"io"
	"sync"
)

var (
	drained = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	partly  = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	pending = sync.Pool{New: func() any { return map[string]int{} }}
)

// A buffer goes back only where nothing is left in it.
func drain(w io.Writer, p []byte) error {
	b := drained.Get().(*bytes.Buffer)
	b.Write(p)
	if _, err := b.WriteTo(w); err != nil {
		return err
	}
	if b.Len() == 0 && len(p) > 0 {
		drained.Put(b)
	}
	return nil
}

func drainPartly(w io.Writer, p []byte) {
	b := partly.Get().(*bytes.Buffer)
	b.Write(p)
	b.WriteTo(w)
	if b.Len() > 0 {
		partly.Put(b) // want "without a reset"
	}
}

func count(names []string) int {
	m := pending.Get().(map[string]int)
	for _, name := range names {
		m[name]++
	}
	n := len(m)
	if len(m) != 0 {
		return n
	}
	pending.Put(m)
	return 0
}

type stack []int

func (s *stack) isEmpty() bool { return len(*s) == 0 }

func (s *stack) push(n int) { *s = append(*s, n) }

func (s *stack) pop() *int {
	if s.isEmpty() {
		return nil
	}
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return &last
}

var (
	emptied = sync.Pool{New: func() any { return &stack{} }}
	halved  = sync.Pool{New: func() any { return &stack{} }}
)

// A stack is popped until it has nothing more to give.
func finish(n int, use func(int)) {
	s := emptied.Get().(*stack)
	defer func() {
		for last := s.pop(); last != nil; last = s.pop() {
			use(*last)
		}
		emptied.Put(s)
	}()
	s.push(n)
}

// Here only the last one is taken out.
func finishOne(n, m int, use func(int)) {
	s := halved.Get().(*stack)
	s.push(n)
	s.push(m)
	if last := s.pop(); last != nil {
		use(*last)
	}
	halved.Put(s) // want "goes back into `halved` with what was appended to it"
}

var (
	sent    = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	sentOff = sync.Pool{New: func() any { return new(bytes.Buffer) }}
)

// What is written out without an error leaves nothing behind.
func send(w io.Writer, p []byte) {
	b := sent.Get().(*bytes.Buffer)
	b.Write(p)
	if _, err := b.WriteTo(w); err != nil {
		b.Reset()
	}
	sent.Put(b)
}

func sendOff(w io.Writer, p []byte) error {
	b := sentOff.Get().(*bytes.Buffer)
	b.Write(p)
	_, err := b.WriteTo(w)
	if err == nil {
		return nil
	}
	sentOff.Put(b) // want "without a reset"
	return err
}

// What a loop brings is no error of writing.
func sendAll(w io.Writer, all []error) {
	b := sent.Get().(*bytes.Buffer)
	for _, err := range all {
		if err != nil {
			b.WriteString(err.Error())
		}
	}
	b.WriteTo(w)
	b.Reset()
	sent.Put(b)
}
