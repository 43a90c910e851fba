// Package appended puts back slices with a length, to users that append to what they take.
package appended

import (
	"io"
	"sync"
)

var pointers = sync.Pool{New: func() any { b := make([]byte, 0, 64); return &b }}

func read(from io.Reader) int {
	p := pointers.Get().(*[]byte)
	*p = (*p)[:cap(*p)]
	n, _ := from.Read(*p)
	*p = (*p)[:n]
	pointers.Put(p) // want "with what its user left in it, and its next user appends behind that; put back `x\[:0\]`"
	return n
}

func join(all []string, to io.Writer) {
	p := pointers.Get().(*[]byte)
	for _, each := range all {
		*p = append(*p, each...)
	}
	to.Write(*p)
	*p = (*p)[:0]
	pointers.Put(p)
}

// One user appends, and another reads into the whole length: neither length is right for both.
var mixed = sync.Pool{New: func() any { return make([]byte, 64) }}

func fill(from io.Reader) int {
	b := mixed.Get().([]byte)
	n, _ := from.Read(b)
	b = b[:n]
	mixed.Put(b) // want "goes back into `mixed` cut short"
	return n
}

func extend(all []string, to io.Writer) {
	b := mixed.Get().([]byte)
	for _, each := range all {
		b = append(b, each...)
	}
	to.Write(b)
}
