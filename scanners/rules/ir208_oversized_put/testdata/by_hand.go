// Package byhand holds buffers that make room for themselves.
package byhand

import "sync"

type buffer struct {
	data []byte
	n    int
}

func (b *buffer) room(n int) []byte {
	if len(b.data)-b.n < n {
		grown := make([]byte, 2*len(b.data)+n)
		copy(grown, b.data[:b.n])
		b.data = grown
	}
	return b.data[b.n : b.n+n]
}

func (b *buffer) add(text string) { b.n += copy(b.room(len(text)), text) }

var buffers = sync.Pool{New: func() any { return &buffer{data: make([]byte, 64)} }}

func Joined(words []string) string {
	b := buffers.Get().(*buffer)
	b.n = 0
	for _, word := range words {
		b.add(word)
	}
	text := string(b.data[:b.n])
	buffers.Put(b) // want "however large `data` may have grown"
	return text
}

type page struct {
	data []byte
	used int
}

// own makes a copy of what others may have; it is as long as that.
func (p *page) own() {
	mine := make([]byte, len(p.data))
	copy(mine, p.data)
	p.data = mine
}

var pages = sync.Pool{New: func() any { return &page{data: make([]byte, 4096)} }}

func First(write func([]byte) int) byte {
	p := pages.Get().(*page)
	p.own()
	p.used = write(p.data[:len(p.data)])
	first := p.data[0]
	pages.Put(p)
	return first
}

type index struct{ places []int }

// set makes room for one of a few kinds, however many there are already.
func (x *index) set(kind uint8, place int) {
	if len(x.places) <= int(kind) {
		places := make([]int, int(kind)+1)
		copy(places, x.places)
		x.places = places
	}
	x.places[kind] = place
}

var indexes = sync.Pool{New: func() any { return new(index) }}

func Places(kinds []uint8) int {
	x := indexes.Get().(*index)
	x.places = x.places[:0]
	for place, kind := range kinds {
		x.set(kind, place)
	}
	n := len(x.places)
	indexes.Put(x)
	return n
}

type bits struct{ words []uint64 }

func (b *bits) ensure(n int) {
	if n <= cap(b.words) {
		b.words = b.words[:n]
		return
	}
	size := max(n, 2*cap(b.words))
	larger := make([]uint64, n, size)
	copy(larger, b.words)
	b.words = larger
}

var sets = sync.Pool{New: func() any { return new(bits) }}

func Highest(places []int) int {
	b := sets.Get().(*bits)
	for _, place := range places {
		b.ensure(place/64 + 1)
	}
	n := len(b.words)
	b.words = b.words[:0]
	sets.Put(b) // want "however large `words` may have grown"
	return n
}

type row struct{ cells []int }

// own has a name for the length that the copy has as well.
func (r *row) own() {
	n := len(r.cells)
	mine := make([]int, n)
	copy(mine, r.cells)
	r.cells = mine
}

var owned = sync.Pool{New: func() any { return &row{cells: make([]int, 8)} }}

func Own(fill func([]int)) int {
	r := owned.Get().(*row)
	r.own()
	fill(r.cells)
	first := r.cells[0]
	r.cells = r.cells[:0]
	owned.Put(r)
	return first
}
