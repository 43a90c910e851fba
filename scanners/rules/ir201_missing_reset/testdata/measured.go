// Package measured asks how long a slice is before it goes on with it.
package measured

import "sync"

var lists = sync.Pool{New: func() any { x := make([]*int, 0, 8); return &x }}

func fill(to *[]*int, n int) {
	for k := range n {
		*to = append(*to, &k)
	}
}

// What goes back here has nothing in it.
func gather(n int) *[]*int {
	found := lists.Get().(*[]*int)
	fill(found, n)
	if len(*found) == 0 {
		lists.Put(found)
		return nil
	}
	return found
}

func drop(found *[]*int) {
	clear(*found)
	*found = (*found)[:0]
	lists.Put(found)
}

var rests = sync.Pool{New: func() any { x := make([]int, 0, 8); return &x }}

func mark(to *[]int, n int) {
	for k := range n {
		*to = append(*to, k)
	}
}

// What goes back here has something in it.
func count(n int) int {
	found := rests.Get().(*[]int)
	mark(found, n)
	if len(*found) > 0 {
		total := len(*found)
		rests.Put(found) // want "its next user appends behind that"
		return total
	}
	rests.Put(found)
	return 0
}

var sums = sync.Pool{New: func() any { x := make([]uint64, 0, 8); return &x }}

// A copy over whatever there is, of any length.
func twice(all []uint64, use func(a []uint64)) {
	kept := sums.Get().(*[]uint64)
	long, there := len(all), len(*kept)
	if long <= there {
		*kept = (*kept)[:long]
		copy(*kept, all)
	} else {
		copy(*kept, all[:there])
		*kept = append(*kept, all[there:]...)
	}
	use(*kept)
	sums.Put(kept)
}

var turned = sync.Pool{New: func() any { x := make([]byte, 128); return &x }}

// Made as long as it has to be.
func turn(s []byte) *[]byte {
	t := turned.Get().(*[]byte)
	if len(s) < len(*t) {
		*t = (*t)[:len(s)]
	} else if len(s) > len(*t) {
		for missing := len(s) - len(*t); missing > 0; missing-- {
			*t = append(*t, 0)
		}
	}
	copy(*t, s)
	return t
}

func show(s []byte, to func([]byte)) {
	t := turn(s)
	to(*t)
	turned.Put(t)
}

var rows = sync.Pool{New: func() any { x := make([]byte, 64); return &x }}

// A loop up to its length trusts that.
func paint(read func([]byte) int, to func([]byte)) {
	row := rows.Get().(*[]byte)
	for i := 0; i < len(*row); i++ {
		(*row)[i] = ' '
	}
	*row = (*row)[:read(*row)]
	to(*row)
	rows.Put(row) // want "cut short"
}

type number []byte

// It writes from the beginning.
func (n number) print(into []byte) []byte {
	printed := into[:0]
	if len(n) == 0 {
		return into[:0]
	}
	return append(printed, n...)
}

// It writes as much as there is room for.
func (n number) fit(into []byte) []byte {
	return into[:copy(into, n)]
}

var digits = sync.Pool{New: func() any { x := make([]byte, 0, 42); return &x }}

func (n number) String() string {
	into := *(digits.Get().(*[]byte))
	printed := n.print(into)
	said := string(printed)
	printed = printed[1:]
	digits.Put(&printed)
	return said
}

var cells = sync.Pool{New: func() any { x := make([]byte, 42); return &x }}

func (n number) cell() string {
	into := cells.Get().(*[]byte)
	said := string(n.fit(*into))
	*into = (*into)[:len(n)]
	cells.Put(into) // want "cut short"
	return said
}
