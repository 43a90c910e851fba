// Package exchanged holds functions after which a name leads to other memory than what went back.
package exchanged

import "sync"

var pool = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func get(size int) []byte {
	b, _ := pool.Get().([]byte)
	if cap(b) < size {
		return make([]byte, size)
	}
	return b[:size]
}

func put(b []byte) { pool.Put(b) }

type text []byte

// What t points to goes back, and then t points to something else.
func (t *text) set(value []byte) {
	if cap(*t) < len(value) {
		put(*t)
		*t = make([]byte, 0, len(value))
		whole := *t
		*t = append(whole, value...)
	}
}

func (t *text) forget() int {
	put(*t)
	return int((*t)[0]) // want "is used after it went back into `pool`"
}

func (t *text) grow() {
	old := *t
	grown := get(2 * len(old))
	copy(grown, old)
	put(old)
	*t = grown
}

func (t *text) push(value byte) {
	if len(*t) == cap(*t) {
		t.grow()
	}
	*t = append(*t, value)
}

// What it puts back it does not return.
func (t text) compact() text {
	if len(t) == cap(t) {
		return t
	}
	compact := make(text, len(t))
	copy(compact, t)
	pool.Put(t)
	return compact
}

func Compacted() byte {
	t := text(get(10))
	t = t.compact()
	return t[0]
}

func BothUsed() int {
	t := text(get(10))
	compact := t.compact()
	return int(t[0]) + int(compact[0]) // want "`t` is used after it went back into `pool`"
}
