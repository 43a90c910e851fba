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
