package elements

import "sync"

type item struct{ next *item }

var lists = sync.Pool{New: func() any { return new([]*item) }}

func collect(items []*item, use func([]*item)) {
	p := lists.Get().(*[]*item)
	*p = append(*p, items...)
	use(*p)
	*p = (*p)[:0]
	lists.Put(p) // want "cut to `\[:0\]`, and its array still refers"
}

var clearedLists = sync.Pool{New: func() any { return new([]*item) }}

func collectAndClear(items []*item, use func([]*item)) {
	p := clearedLists.Get().(*[]*item)
	*p = append(*p, items...)
	use(*p)
	clear(*p)
	*p = (*p)[:0]
	clearedLists.Put(p)
}

type query struct {
	parts []any
	names []string
	sizes []int
}

var queries = sync.Pool{New: func() any { return new(query) }}

func (q *query) reset() {
	q.parts = q.parts[:0]
	q.names = q.names[:0]
	q.sizes = q.sizes[:0]
}

func run(parts ...any) int {
	q := queries.Get().(*query)
	q.parts = append(q.parts, parts...)
	n := len(q.parts)
	q.reset()
	queries.Put(q) // want "with `parts` cut to"
	return n
}

var nilled = sync.Pool{New: func() any { return new(query) }}

func runAndNil(parts ...any) int {
	q := nilled.Get().(*query)
	q.parts = append(q.parts, parts...)
	n := len(q.parts)
	for i := range q.parts {
		q.parts[i] = nil
	}
	q.reset()
	nilled.Put(q)
	return n
}

// An arena: old elements are used again.
type arena struct{ nodes []*item }

func (a *arena) take() *item {
	if len(a.nodes) < cap(a.nodes) {
		a.nodes = a.nodes[:len(a.nodes)+1]
	} else {
		a.nodes = append(a.nodes, new(item))
	}
	return a.nodes[len(a.nodes)-1]
}

var arenas = sync.Pool{New: func() any { return new(arena) }}

func grow(n int) {
	a := arenas.Get().(*arena)
	for range n {
		a.take()
	}
	a.nodes = a.nodes[:0]
	arenas.Put(a)
}
