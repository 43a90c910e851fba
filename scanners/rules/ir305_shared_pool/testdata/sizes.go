// Package sizes makes objects of sizes that are and are not constant.
package sizes

import "sync"

var grown = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

// What is too small is made anew, as large as it has to be.
func Grown(n int) []byte {
	b := grown.Get().([]byte)
	if cap(b) < n {
		b = make([]byte, 0, n)
	}
	return b
}

func Done(b []byte) { grown.Put(b[:0]) }

var same = sync.Pool{New: func() any { return make([]byte, 64) }}

func Fill() {
	b := make([]byte, 64)
	same.Put(b)
}

// Length and capacity are not mixed up.
var half = sync.Pool{New: func() any { return make([]byte, 32, 64) }}

func Half() { half.Put(make([]byte, 0, 64)) }
