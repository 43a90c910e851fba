// Package lists puts back the elements of lists one by one.
package lists

import "sync"

type row struct{ cells [8]int }

var rows = sync.Pool{New: func() any { return new(row) }}

func read(size int) []*row {
	all := make([]*row, size)
	for i := range all {
		all[i] = rows.Get().(*row)
	}
	return all
}

func release(all []*row) {
	for _, r := range all {
		rows.Put(r)
	}
}

func Twice(size int) {
	all := read(size)
	release(all)
	for _, r := range all {
		rows.Put(r) // want "`r` is put back into `rows` a second time"
	}
}

func Both(size int) {
	all, more := read(size), read(size)
	release(all)
	for _, r := range more {
		rows.Put(r)
	}
}

func Rounds(size int) {
	for range size {
		all := read(size)
		for _, r := range all {
			rows.Put(r)
		}
	}
}
