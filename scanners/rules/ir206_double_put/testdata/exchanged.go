// Package exchanged holds functions that give one object back for another.
package exchanged

import "sync"

var buffers = sync.Pool{New: func() any {
	b := make([]byte, 1024)
	return &b
}}

func get(size int) []byte {
	b, _ := buffers.Get().(*[]byte)
	if cap(*b) < size {
		return make([]byte, size)
	}
	return (*b)[:size]
}

func put(b []byte) { buffers.Put(&b) }

func enlarged(b []byte, size int) []byte {
	if cap(b) >= size {
		return b[:size]
	}
	put(b)
	return get(size)
}

func fill(b []byte, size int) int {
	b = enlarged(b, size)
	return len(b)
}

// The caller of fill goes on with what fill has given back.
func FillTwice() int {
	b := get(100)
	defer put(b) // want "`b` is put back into `buffers` a second time"
	return fill(b, 2048)
}

func BothBack() {
	b := get(100)
	c := enlarged(b, 2048)
	put(c)
	put(b) // want "`b` is put back into `buffers` a second time"
}

// Whoever goes on with the other one has one object, and gives back one.
func Replaced() byte {
	b := get(100)
	b = enlarged(b, 2048)
	first := b[0]
	put(b)
	return first
}

func Deferred() byte {
	b := get(100)
	defer func() { put(b) }()
	b = enlarged(b, 2048)
	return b[0]
}

// What is set before the Put is what goes back.
func fresh(b []byte) {
	b = get(10)
	put(b)
}

func KeepsItsOwn() {
	b := get(100)
	fresh(b)
	put(b)
}
