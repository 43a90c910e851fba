package elements

import (
	"slices"
	"sync"
)

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

// What is cut while the object is used is gone when the whole is set to zero.
func (q *query) zero() { *q = query{names: q.names[:0]} }

var zeroed = sync.Pool{New: func() any { return new(query) }}

func runTwice(first, second []any) int {
	q := zeroed.Get().(*query)
	q.parts = append(q.parts, first...)
	n := len(q.parts)
	q.parts = q.parts[:0]
	q.parts = append(q.parts, second...)
	n += len(q.parts)
	q.zero()
	zeroed.Put(q)
	return n
}

// What a type parameter stands for may refer to nothing.
type cell[T any] struct {
	value T
	next  *cell[T]
}

type chain[T any] struct {
	first *cell[T]
	cells sync.Pool
}

func (c *chain[T]) push(value T) {
	e, _ := c.cells.Get().(*cell[T])
	if e == nil {
		e = new(cell[T])
	}
	e.value = value
	e.next, c.first = c.first, e
}

func (c *chain[T]) pop() {
	e := c.first
	c.first = e.next
	e.next = nil
	c.cells.Put(e)
}

var numbers = new(chain[int])

func count() {
	numbers.push(1)
	numbers.pop()
}

// A stack is empty when it is put back, whatever was pushed.
type walk struct{ stack []*item }

func (w *walk) push(it *item) { w.stack = append(w.stack, it) }

func (w *walk) pop() *item {
	it := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	return it
}

var walks = sync.Pool{New: func() any { return new(walk) }}

func visit(it *item, see func(*item)) {
	w := walks.Get().(*walk)
	w.stack = append(w.stack, it)
	for len(w.stack) > 0 {
		it = w.pop()
		see(it)
		if it.next != nil {
			w.push(it.next)
		}
	}
	walks.Put(w)
}

// What is set in an element lets go of no element.
func unlinkFirst(items []*item) {
	p := lists.Get().(*[]*item)
	*p = append(*p, items...)
	(*p)[0].next = nil
	*p = (*p)[:0]
	lists.Put(p) // want "cut to `\[:0\]`, and its array still refers"
}

type record struct{ labels []string }

var records = sync.Pool{New: func() any { return new([]record) }}

// An element that is no pointer is its fields.
func unlabel(given []record) {
	p := records.Get().(*[]record)
	*p = append(*p, given...)
	for i := range *p {
		(*p)[i].labels = nil
	}
	*p = (*p)[:0]
	records.Put(p)
}

type slot struct {
	owner *item
	sizes []int
}

func (s *slot) reset() {
	s.owner = nil
	s.sizes = s.sizes[:0]
}

type slots struct{ all []slot }

func (s *slots) add(owner *item) { s.all = append(s.all, slot{owner: owner}) }

var batches = sync.Pool{New: func() any { return new(slots) }}

// Each element is reset, under other names.
func work(owners []*item, see func(*slot)) {
	s := batches.Get().(*slots)
	for _, owner := range owners {
		s.add(owner)
	}
	all := s.all
	for i := range all {
		each := &all[i]
		see(each)
		each.reset()
	}
	s.all = s.all[:0]
	batches.Put(s)
}

var untouched = sync.Pool{New: func() any { return new(slots) }}

// A copy of an element is another one.
func copied(owners []*item) {
	s := untouched.Get().(*slots)
	for _, owner := range owners {
		s.add(owner)
	}
	for _, each := range s.all {
		each.reset()
	}
	s.all = s.all[:0]
	untouched.Put(s) // want "with `all` cut to `\[:0\]`"
}

type example struct{ refs []int }

type samples struct{ examples []example }

func (s *samples) add(refs ...int) { s.examples = append(s.examples, example{refs}) }

var series = sync.Pool{New: func() any { return new(samples) }}

// The lists of the elements are cut one by one: they are kept to be used again.
func sample(refs ...int) {
	s := series.Get().(*samples)
	s.add(refs...)
	for i := range s.examples {
		s.examples[i].refs = s.examples[i].refs[:0]
	}
	s.examples = s.examples[:0]
	series.Put(s)
}

// A list survives the reset of the whole under a name of its own, and with it what its elements refer to.
type visitor struct {
	stack []*tree
	depth int
}

type tree struct{ left, right *tree }

var visitors = sync.Pool{New: func() any { return new(visitor) }}

func (v *visitor) push(t *tree) { v.stack = append(v.stack, t) }

func (v *visitor) close() {
	stack := v.stack[:0]
	*v = visitor{}
	v.stack = stack
	visitors.Put(v) // want "with `stack` cut to `\[:0\]`, and still refers to every element there"
}

func (v *visitor) end() {
	stack := v.stack[:0]
	*v = visitor{stack: stack}
	visitors.Put(v) // want "with `stack` cut to `\[:0\]`, and still refers to every element there"
}

func (v *visitor) finish() {
	stack := v.stack
	clear(stack)
	*v = visitor{}
	v.stack = stack[:0]
	visitors.Put(v)
}

func (v *visitor) swap(other *visitor) {
	stack := other.stack[:0]
	*v = visitor{}
	v.stack = stack
	visitors.Put(v)
}

var deleted = sync.Pool{New: func() any { return new([]*item) }}

// What Delete cuts off it clears.
func collectAndDelete(first *item, use func([]*item)) {
	p := deleted.Get().(*[]*item)
	defer func() {
		*p = slices.Delete(*p, 0, len(*p))
		deleted.Put(p)
	}()
	*p = append(*p, first)
	use(*p)
}

var deletedByName = sync.Pool{New: func() any { return new([]*item) }}

func collectByName(first *item, use func([]*item)) {
	p := deletedByName.Get().(*[]*item)
	list := *p
	list = append(list, first)
	use(list)
	*p = slices.Delete(list, 0, len(list))
	deletedByName.Put(p)
}

var deletedInPart = sync.Pool{New: func() any { return new([]*item) }}

func collectInPart(first *item, use func([]*item)) {
	p := deletedInPart.Get().(*[]*item)
	*p = append(*p, first)
	use(*p)
	*p = slices.Delete(*p, 0, 1)
	deletedInPart.Put(p) // want "full of what its user appended"
}

// An arena that grows by one: old elements are used again.
type figure struct{ strokes []*item }

func (f *figure) add() *item {
	f.strokes = slices.Grow(f.strokes, 1)[:len(f.strokes)+1]
	last := len(f.strokes) - 1
	if f.strokes[last] == nil {
		f.strokes[last] = new(item)
	}
	return f.strokes[last]
}

var figures = sync.Pool{New: func() any { return new(figure) }}

func draw(next *item) {
	f := figures.Get().(*figure)
	f.add().next = next
	for _, each := range f.strokes {
		each.next = nil
	}
	f.strokes = f.strokes[:0]
	figures.Put(f)
}

// The elements are cleared where they are handed on, and there are none before.
type job struct{ parts []*item }

var jobs = sync.Pool{New: func() any { return new(job) }}

func (j *job) reset() { j.parts = j.parts[:0] }

func (j *job) split(parts []*item) { j.parts = append(j.parts, parts...) }

type gate interface{ Passes(*job) bool }

func start(g gate) *job {
	j := jobs.Get().(*job)
	j.reset()
	if !g.Passes(j) {
		jobs.Put(j)
		return nil
	}
	return j
}

func (j *job) finish(use func(*item)) {
	for i, each := range j.parts {
		use(each)
		j.parts[i] = nil
	}
	jobs.Put(j)
}

var drawn = sync.Pool{New: func() any { return new([]*item) }}

func strokes(first *item, use func([]*item)) {
	p := drawn.Get().(*[]*item)
	defer func() {
		*p = slices.Delete(*p, 0, len(*p))
		drawn.Put(p)
	}()
	*p = outline((*p)[:0], first)
	use(*p)
}

func outline(into []*item, first *item) []*item {
	for each := first; each != nil; each = each.next {
		into = append(into, each)
	}
	return into
}

// A slice is cut by what the Put is given.
var rows = sync.Pool{New: func() any { return make([]*query, 0, 8) }}

type table struct{ rows []*query }

func newTable() *table {
	list, _ := rows.Get().([]*query)
	return &table{rows: list}
}

func (t *table) add(q *query) { t.rows = append(t.rows, q) }

func putRows(list []*query) {
	rows.Put(list[:0]) // want "the `\[\]\*query` goes back into `rows` cut to `\[:0\]`, and its array still refers to every element"
}

func (t *table) close() {
	putRows(t.rows)
	t.rows = nil
}

var clearedRows = sync.Pool{New: func() any { return make([]*query, 0, 8) }}

func putCleared(list []*query) {
	for i := range list {
		list[i] = nil
	}
	clearedRows.Put(list[:0])
}

func (t *table) closeCleared() {
	putCleared(t.rows)
	t.rows = nil
}
