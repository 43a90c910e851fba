package ownelements

import "sync"

type cursor struct {
	key  int
	rows [][]byte
}

// walk has a heap of pointers into its own slab: cut, it refers to nothing else.
type walk struct {
	cursors []cursor
	heap    []*cursor
}

var walks = sync.Pool{New: func() any { return new(walk) }}

func (w *walk) open(keys []int) {
	if n := len(keys) - cap(w.cursors); n > 0 {
		w.cursors = append(w.cursors[:cap(w.cursors)], make([]cursor, n)...)
	}
	w.cursors = w.cursors[:len(keys)]
	w.heap = w.heap[:0]
	for i, key := range keys {
		c := &w.cursors[i]
		c.key = key
		w.heap = append(w.heap, c)
	}
}

func (w *walk) reset() {
	for i := range w.cursors {
		w.cursors[i] = cursor{}
	}
	w.cursors = w.cursors[:0]
	w.heap = w.heap[:0]
}

// Sum walks over keys.
func Sum(keys []int) (sum int) {
	w := walks.Get().(*walk)
	w.open(keys)
	for _, c := range w.heap {
		sum += c.key
	}
	w.reset()
	walks.Put(w)
	return sum
}

// join has a heap of pointers into what others own.
type join struct {
	heap []*cursor
}

var joins = sync.Pool{New: func() any { return new(join) }}

func (j *join) open(w *walk) {
	for i := range w.cursors {
		c := &w.cursors[i]
		j.heap = append(j.heap, c)
	}
}

func (j *join) reset() {
	j.heap = j.heap[:0]
}

// Join walks over cursors of somebody else.
func Join(w *walk) (sum int) {
	j := joins.Get().(*join)
	j.open(w)
	for _, c := range j.heap {
		sum += c.key
	}
	j.reset()
	joins.Put(j) // want "with `heap` cut to `\[:0\]`"
	return sum
}

// encoding takes its old elements back, to write into them again.
type encoding struct {
	parts [][]byte
	names []string
}

var encodings = sync.Pool{New: func() any { return new(encoding) }}

func (e *encoding) resize(size int) [][]byte {
	parts := e.parts
	if n := size - cap(parts); n > 0 {
		parts = append(parts[:cap(parts)], make([][]byte, n)...)
	}
	e.parts = parts[:size]
	return e.parts
}

func (e *encoding) reset() {
	e.parts = e.parts[:0]
	e.names = e.names[:0]
}

// Encode encodes names.
func Encode(names []string, to []byte) []byte {
	e := encodings.Get().(*encoding)
	parts := e.resize(len(names))
	for i, name := range names {
		parts[i] = append(parts[i][:0], name...)
	}
	for _, part := range parts {
		to = append(to, part...)
	}
	e.reset()
	encodings.Put(e)
	return to
}

// queue gives its last item away, and keeps it in the array.
type queue struct {
	items []*cursor
	taken int
}

var queues = sync.Pool{New: func() any { return new(queue) }}

func (q *queue) push(c *cursor) { q.items = append(q.items, c) }

func (q *queue) pop() *cursor {
	old := q.items
	n := len(old)
	last := old[n-1]
	q.items = old[0 : n-1]
	q.taken++
	return last
}

func (q *queue) reset() {
	q.items = q.items[:0]
	q.taken = 0
}

// Drain pops them all.
func Drain(all []*cursor) (sum int) {
	q := queues.Get().(*queue)
	for _, each := range all {
		q.push(each)
	}
	for range all {
		sum += q.pop().key
	}
	q.reset()
	queues.Put(q) // want "with `items` cut to `\[:0\]`"
	return sum
}
