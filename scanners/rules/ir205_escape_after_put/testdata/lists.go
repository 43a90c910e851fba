// Package lists gives away lists whose elements go back one by one.
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

func check(r *row) error { return nil }

func Returned(size int) []*row {
	all := read(size)
	for _, r := range all {
		rows.Put(r)
	}
	return all // want "`all` is returned"
}

func Deferred(size int) []*row {
	all := read(size)
	defer release(all)
	return all // want "`all` is returned"
}

func Last(size int) *row {
	var all []*row
	for range size {
		all = append(all, rows.Get().(*row))
	}
	last := all[len(all)-1]
	for _, r := range all {
		rows.Put(r)
	}
	return last // want "`last` is returned"
}

// AllButLast keeps one.
func AllButLast(size int) *row {
	all := read(size)
	last := all[len(all)-1]
	release(all[:len(all)-1])
	return last
}

type table struct{ rows []*row }

func (t *table) Fill(size int) {
	all := read(size)
	t.rows = all // want "`t.rows` outlives this function"
	release(all)
}

// Emptied keeps only the array.
func (t *table) Emptied() []*row {
	release(t.rows)
	t.rows = t.rows[:0]
	return t.rows
}

// Checked gives the rows back where it fails, and nobody looks at what comes with an error.
func Checked(size int) ([]*row, error) {
	all := read(size)
	for _, r := range all {
		if err := check(r); err != nil {
			release(all)
			return all, err
		}
	}
	return all, nil
}

func CheckedLast(size int) (all []*row, err error) {
	defer func() {
		if err != nil {
			release(all)
		}
	}()
	all = read(size)
	if err := check(all[0]); err != nil {
		return nil, err
	}
	return all, nil
}

type sheet struct{ all []*row }

// Clear gives back the rows, and hands the list to a function that may clear it.
func (s *sheet) Clear() {
	for _, r := range s.all {
		rows.Put(r)
	}
	s.all = emptied(s.all)
}

func emptied[T any](list []T) []T {
	clear(list)
	return list[:0]
}

type letter struct{ lines []string }

var letters = sync.Pool{New: func() any { return new(letter) }}

// Each is sent or put back: what another round has sent is another letter.
func sort(lines func() map[string]string, open func(string) bool, out chan<- *letter, later func(*letter)) {
	byTown := make(map[string]*letter)
	for {
		for town, line := range lines() {
			l, ok := byTown[town]
			if !ok {
				l = letters.Get().(*letter)
				l.lines = l.lines[:0]
				byTown[town] = l
			}
			l.lines = append(l.lines, line)
		}
		for town, l := range byTown {
			if open(town) {
				out <- l
			} else if open("") {
				go later(l)
			} else {
				letters.Put(l)
			}
			delete(byTown, town)
		}
	}
}
