// Package iterators has iterators that yield an object which goes back at the end of the loop.
package iterators

import (
	"bytes"
	"iter"
	"sync"
)

type row struct {
	key   int
	cells []int
}

var rows = sync.Pool{New: func() any { return new(row) }}

type table struct{ sizes []int }

func (t *table) All() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		r := rows.Get().(*row)
		defer rows.Put(r)
		for key, size := range t.sizes {
			r.key, r.cells = key, r.cells[:0]
			for i := range size {
				r.cells = append(r.cells, i)
			}
			if !yield(r) {
				return
			}
		}
	}
}

func Collect(t *table) (found []*row) {
	for r := range t.All() {
		found = append(found, r)
	}
	return found // want "`found` is returned and shares its memory with `r`"
}

type cache struct{ last []int }

func (c *cache) Fill(t *table) {
	for r := range t.All() {
		c.last = r.cells // want "`c.last` outlives this function and holds memory of `r`"
	}
}

func Sum(t *table) (sum int) {
	for r := range t.All() {
		for _, cell := range r.cells {
			sum += cell
		}
	}
	return sum
}

func Copied(t *table) (found []row) {
	for r := range t.All() {
		found = append(found, row{r.key, append([]int(nil), r.cells...)})
	}
	return found
}

// fresh makes a row for each round: nobody else gets it.
func fresh(t *table) iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for key := range t.sizes {
			if !yield(&row{key: key}) {
				return
			}
		}
	}
}

func Fresh(t *table) (found []*row) {
	for r := range fresh(t) {
		found = append(found, r)
	}
	return found
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func lines(t *table) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		for key := range t.sizes {
			b.Reset()
			b.WriteByte(byte(key))
			if !yield(key, b.Bytes()) {
				return
			}
		}
	}
}

func First(t *table) []byte {
	for _, line := range lines(t) {
		return line // want "`line` is returned and shares its memory with `line`"
	}
	return nil
}

func Keys(t *table) (keys []int) {
	for key, line := range lines(t) {
		if len(line) > 0 {
			keys = append(keys, key)
		}
	}
	return keys
}
