// Package anew has lists whose elements are made anew for each user.
package anew

import "sync"

type level struct {
	names map[string]int
	list  []int
	key   string
}

type levels struct{ all []level }

var pool = sync.Pool{New: func() any { return new(levels) }}

func (l *levels) begin(names map[string]int) { l.all = append(l.all[:0], level{names: names}) }

func (l *levels) open(key string) {
	l.all = append(l.all, level{list: make([]int, 0, 4), key: key})
}

func (l *levels) add(n int) {
	top := &l.all[len(l.all)-1]
	top.list = append(top.list, n)
}

func (l *levels) top() []int { return l.all[len(l.all)-1].list }

func (l *levels) first() map[string]int { return l.all[0].names }

// What the next user finds there is made for it.
func read(names map[string]int, numbers []int) ([]int, map[string]int) {
	l := pool.Get().(*levels)
	l.begin(names)
	l.open("numbers")
	for _, each := range numbers {
		l.add(each)
	}
	list, found := l.top(), l.first()
	l.all = l.all[:0]
	pool.Put(l)
	return list, found
}

type row struct {
	cells []int
	id    int
}

type table struct{ rows []row }

var tables = sync.Pool{New: func() any { return new(table) }}

// grow goes on with the cells of a row that was there before.
func (t *table) grow(id int) *row {
	if n := len(t.rows); n < cap(t.rows) {
		t.rows = t.rows[:n+1]
	} else {
		t.rows = append(t.rows, row{id: id})
	}
	last := &t.rows[len(t.rows)-1]
	last.cells = last.cells[:0]
	return last
}

func cells(numbers []int) []int {
	t := tables.Get().(*table)
	t.rows = t.rows[:0]
	last := t.grow(1)
	last.cells = append(last.cells, numbers...)
	found := t.rows[0].cells
	tables.Put(t)
	return found // want "shares its memory with `t`"
}

type chunk struct {
	data []byte
	id   int
}

var chunks = sync.Pool{New: func() any { return &chunk{data: make([]byte, 64)} }}

func (t *table) index(all []chunk) []chunk { return append(all, chunk{id: len(t.rows)}) }

// A chunk of the pool is no element of a list.
func chunkOf(numbers []byte) []byte {
	c := chunks.Get().(*chunk)
	copy(c.data, numbers)
	data := c.data
	chunks.Put(c)
	return data // want "shares its memory with `c`"
}
