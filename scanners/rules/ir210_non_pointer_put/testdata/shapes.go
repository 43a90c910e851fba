package shapes

import (
	"bytes"
	"sync"
	"unsafe"
)

type point struct{ x, y int }

type words []string

type handler func()

var pool sync.Pool

func puts(p point, ws words, array [4]byte, text string, n int) {
	pool.Put(p)     // want "struct `point`"
	pool.Put(ws)    // want "slice `words`"
	pool.Put(array) // want "array"
	pool.Put(text)  // want "the `string` is put"
	pool.Put(n)     // want "the `int` is put"
}

func pointers(p *point, ws *words, m map[string]int, c chan int, h handler, u unsafe.Pointer, b *bytes.Buffer) {
	pool.Put(p)
	pool.Put(ws)
	pool.Put(m)
	pool.Put(c)
	pool.Put(h)
	pool.Put(u)
	pool.Put(b)
	pool.Put(nil)
	pool.Put(struct{}{})
}

// The static type is an interface, or not settled: nothing is said.
func unknown[T any](x T, y any, z error) {
	pool.Put(x)
	pool.Put(y)
	pool.Put(z)
}

// Where it says what is inside, that counts.
func asserted(y any) {
	b := y.([]byte)
	pool.Put(b[:cap(b)]) // want "slice"
}

func release(b []byte) {
	pool.Put(b) // want "slice"
}

func caller(b []byte) {
	release(b)
}
