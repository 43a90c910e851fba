// Package lists holds lists whose elements have gone back one by one.
package lists

import (
	"bytes"
	"sync"
)

type row struct{ cells [8]int }

var rows = sync.Pool{New: func() any { return new(row) }}

func read(size int) []*row {
	var all []*row
	for i := range size {
		r := rows.Get().(*row)
		r.cells = [8]int{i}
		all = append(all, r)
	}
	return all
}

func release(all []*row) {
	for _, r := range all {
		if r != nil {
			rows.Put(r)
		}
	}
}

func First(size int) int {
	all := read(size)
	for _, r := range all {
		rows.Put(r)
	}
	return all[0].cells[0] // want "`all` is used after"
}

func Indexed(size int) int {
	all := read(size)
	for i := range all {
		rows.Put(all[i])
	}
	return all[0].cells[0] // want "`all` is used after"
}

func Sum(size int) (sum int) {
	all := read(size)
	release(all)
	for _, r := range all {
		sum += r.cells[0] // want "`r` is used after"
	}
	return sum
}

// Count asks for the list alone.
func Count(size int) int {
	all := read(size)
	release(all)
	return len(all)
}

// Some puts only a part of them back.
func Some(size int) int {
	all := read(size)
	for _, r := range all {
		if r.cells[0] > 4 {
			rows.Put(r)
		}
	}
	return all[0].cells[0]
}

func Another(size int) int {
	all := read(size)
	release(all)
	all = read(size)
	return all[0].cells[0]
}

func Refilled(size int) int {
	all := read(size)
	for _, r := range all {
		rows.Put(r)
	}
	for i := range all {
		all[i] = new(row)
	}
	return all[0].cells[0]
}

func Cleared(size int) (sum int) {
	all := read(size)
	release(all)
	clear(all)
	for _, r := range all {
		if r != nil {
			sum += r.cells[0]
		}
	}
	return sum
}

type table struct{ old, current []*row }

// swap releases the rows before the last ones.
func (t *table) swap(size int) int {
	old := t.old
	t.old, t.current = t.current, read(size)
	release(old)
	return t.old[0].cells[0] + t.current[0].cells[0]
}

type view struct {
	first *int
	size  int
}

// Batches sends rows in groups: each round fills the lists anew, element by element.
func Batches(ready <-chan *row, send func([]view) int) (failed int) {
	group, views := make([]*row, 8), make([]view, 8)
	for {
		count := 0
		r, ok := <-ready
		if !ok {
			break
		}
	gather:
		for {
			if r.cells[0] < 0 {
				rows.Put(r)
				goto next
			}
			group[count] = r
			views[count].first = &r.cells[0]
			views[count].size = len(r.cells)
			count++
		next:
			select {
			case r, ok = <-ready:
				if !ok {
					break gather
				}
			default:
				break gather
			}
		}
		for at := send(views[:count]); at < count; at++ {
			failed += group[at].cells[0]
		}
		sent := group[:count]
		for i := range sent {
			rows.Put(sent[i])
		}
	}
	return failed
}

// Groups puts back the rows of one list after the other.
func Groups(names []string, size int) {
	groups := map[string][]*row{}
	for _, name := range names {
		r := rows.Get().(*row)
		r.cells[0] = size
		groups[name] = append(groups[name], r)
	}
	for _, group := range groups {
		for _, r := range group {
			r.cells[0] = 0
			rows.Put(r)
		}
	}
}

// Failed gives all rows back on its way out of the loop.
func Failed(size int) int {
	all := read(size)
	for _, r := range all {
		if r.cells[0] < 0 {
			release(all)
			return r.cells[0] // want "`r` is used after `all`, whose memory it shares, went back"
		}
	}
	release(all)
	return 0
}

// Kept takes the row out of the list before.
func Kept(size int) int {
	all := read(size)
	for i, r := range all {
		if r.cells[0] < 0 {
			all[i] = nil
			release(all)
			return r.cells[0]
		}
	}
	release(all)
	return 0
}

// Cut goes on with the rest of the list.
func Cut(all []*row) int {
	for _, r := range all {
		all = all[1:]
		if r.cells[0] < 0 {
			release(all)
			return r.cells[0]
		}
	}
	return 0
}

type sheet []*row

var sheets = sync.Pool{New: func() any { return new(sheet) }}

func (s *sheet) fill(size int) sheet {
	*s = append(*s, read(size)...)
	return *s
}

// close gives the list back as well.
func (s sheet) close() {
	for _, r := range s {
		rows.Put(r)
	}
	s = s[:0]
	sheets.Put(&s)
}

func (s *sheet) Check(size int) int {
	all := s.fill(size)
	for _, r := range all {
		if r.cells[0] < 0 {
			all.close()
			return r.cells[0] // want "`r` is used after `all`, whose memory it shares, went back"
		}
	}
	all.close()
	return 0
}

// A helper that puts back all that it is given.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func freeAll(all ...*bytes.Buffer) {
	for _, each := range all {
		buffers.Put(each)
	}
}

type keyed struct{ key, value *bytes.Buffer }

func joined(key, value string) int {
	k := keyed{buffers.Get().(*bytes.Buffer), buffers.Get().(*bytes.Buffer)}
	k.key.WriteString(key)
	k.value.WriteString(value)
	freeAll(k.key, k.value)
	return k.key.Len() // want "`k.key` is used after it went back into `buffers`"
}

func joinedWell(key, value string) string {
	k := keyed{buffers.Get().(*bytes.Buffer), buffers.Get().(*bytes.Buffer)}
	defer freeAll(k.key, k.value)
	k.key.WriteString(key)
	k.value.WriteString(value)
	return k.key.String() + k.value.String()
}

func joinedList(words []string) (n int) {
	var all []*bytes.Buffer
	for _, word := range words {
		b := buffers.Get().(*bytes.Buffer)
		b.WriteString(word)
		n += b.Len()
		all = append(all, b)
	}
	freeAll(all...)
	return n
}
