// Package wrapping has lists of objects that refer to objects of another list, and of another pool.
package wrapping

import "sync"

type part struct{ n int }

type reader struct{ from *part }

var (
	parts   = sync.Pool{New: func() any { return new(part) }}
	readers = sync.Pool{New: func() any { return new(reader) }}
)

func merge(n int) (sum int) {
	var all []*part
	for range n {
		p := parts.Get().(*part)
		p.n = 0
		all = append(all, p)
	}
	defer func() {
		for _, p := range all {
			parts.Put(p)
		}
	}()
	var open []*reader
	for _, p := range all {
		r := readers.Get().(*reader)
		r.from = p
		open = append(open, r)
	}
	for _, r := range open {
		sum += r.from.n
		r.from = nil
		readers.Put(r)
	}
	return sum
}

func given(all []*part) (sum int) {
	defer func() {
		for _, p := range all {
			parts.Put(p)
		}
	}()
	var open []*reader
	for _, p := range all {
		r := readers.Get().(*reader)
		r.from = p
		open = append(open, r)
	}
	for _, r := range open {
		sum += r.from.n
		readers.Put(r)
	}
	return sum
}

func twice(all []*part) {
	defer func() {
		for _, p := range all {
			parts.Put(p) // want "put back into `parts` a second time"
		}
	}()
	for _, p := range all {
		parts.Put(p)
	}
}
