// Package few holds slices that do not grow from user to user, though something is appended to them.
package few

import "sync"

type option interface{ apply() }

func record(options ...option) {}

var options = sync.Pool{New: func() any { return new([]option) }}

func One(measured func() option) {
	all := options.Get().(*[]option)
	defer func() {
		*all = (*all)[:0]
		options.Put(all)
	}()
	*all = append(*all, measured())
	record(*all...)
}

var spread = sync.Pool{New: func() any { return new([]option) }}

func Several(given []option) {
	all := spread.Get().(*[]option)
	*all = append(*all, given...)
	record(*all...)
	*all = (*all)[:0]
	spread.Put(all) // want "however large it has grown"
}

var looped = sync.Pool{New: func() any { return new([]option) }}

func Looped(given []option) {
	all := looped.Get().(*[]option)
	for _, each := range given {
		*all = append(*all, each)
	}
	record(*all...)
	*all = (*all)[:0]
	looped.Put(all) // want "however large it has grown"
}

var rows = sync.Pool{New: func() any { list := make([]int, 100); return &list }}

// Beside grows a copy of the slice, and puts back the one that it has got.
func Beside(n int, show func([]int)) {
	list := *rows.Get().(*[]int)
	taken := list
	defer rows.Put(&taken)
	for len(list) < n {
		list = append(list, make([]int, 100)...)
	}
	show(list[:n])
}

var batches = sync.Pool{New: func() any { return new([]string) }}

type collector struct{ full chan *[]string }

// Add goes on to fill what lies in the pool, and hands it on when it is full.
func (c *collector) Add(key string) {
	batch := batches.Get().(*[]string)
	*batch = append(*batch, key)
	if len(*batch) < 16 {
		batches.Put(batch)
		return
	}
	c.full <- batch
}

func (c *collector) Run(show func([]string)) {
	for batch := range c.full {
		show(*batch)
		*batch = (*batch)[:0]
		batches.Put(batch)
	}
}

const levelKey = "level"

var records = sync.Pool{New: func() any { return make(map[string]string, 2) }}

// Written has two keys, whatever is written.
func Written(level, text string, write func(map[string]string)) {
	record := records.Get().(map[string]string)
	record[levelKey] = level
	record["text"] = text
	write(record)
	clear(record)
	records.Put(record)
}

var tallies = sync.Pool{New: func() any { return make(map[string]int) }}

func Tallied(names []string, show func(map[string]int)) {
	tally := tallies.Get().(map[string]int)
	for _, name := range names {
		tally[name] = len(name)
	}
	tally["all"] = len(names)
	show(tally)
	clear(tally)
	tallies.Put(tally) // want "however large it has grown"
}
