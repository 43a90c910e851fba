// Package late clears its objects when they are taken, and so keeps until then what their last user left in them.
package late

import "sync"

type node struct{ children []*node }

type cursor struct {
	top  *node
	next *cursor
	seen map[*node]bool
	path []string
}

type iterator struct {
	at    cursor
	index int
	spare []byte
}

var iterators = sync.Pool{}

func newIterator() *iterator {
	taken := iterators.Get()
	if taken == nil {
		return new(iterator)
	}
	return cleared(taken.(*iterator))
}

func cleared(it *iterator) *iterator {
	it.at = cursor{}
	it.index = 0
	it.spare = nil
	return it
}

func begin(c *cursor, tree *node) { c.top = tree }

func iterate(tree *node) *iterator {
	it := newIterator()
	begin(&it.at, tree)
	it.spare = append(it.spare, '/')
	return it
}

func stop(it *iterator) {
	iterators.Put(it) // want "with what its user left in `at`, cleared only when the next user takes it"
}

// A walker clears itself on both sides.
type walker struct{ at *node }

var walkers = sync.Pool{New: func() any { return new(walker) }}

func (w *walker) reset() { w.at = nil }

func newWalker() *walker {
	w := walkers.Get().(*walker)
	w.reset()
	return w
}

func (w *walker) walk(tree *node) {
	for _, each := range tree.children {
		w.at = each
	}
}

func (w *walker) stop() {
	w.reset()
	walkers.Put(w)
}

// A finder is cleared only where it is taken, and nobody puts anything into its field.
type finder struct{ at *node }

var finders = sync.Pool{New: func() any { return new(finder) }}

func newFinder() *finder {
	f := finders.Get().(*finder)
	f.at = nil
	return f
}

func (f *finder) stop() { finders.Put(f) }

// Cells lead to each other, as those of a free list do.
type cell struct{ next *cell }

var cells = sync.Pool{New: func() any { return new(cell) }}

func newCell() *cell {
	c := cells.Get().(*cell)
	c.next = nil
	return c
}

func push(top, c *cell) { c.next = top }

func drop(c *cell) { cells.Put(c) }

// A list is cut when it is taken, and goes back full.
var lists = sync.Pool{New: func() any { return new([]*node) }}

func takeList() *[]*node {
	p := lists.Get().(*[]*node)
	*p = (*p)[:0]
	return p
}

func children(tree *node) int {
	p := takeList()
	list := append(*p, tree.children...)
	n := len(list)
	*p = list
	lists.Put(p) // want "full of what its user appended"
	return n
}

func childrenCleared(tree *node) int {
	p := takeList()
	list := append(*p, tree.children...)
	n := len(list)
	clear(list)
	*p = list
	lists.Put(p)
	return n
}

// An arena lengthens the list over what it held, on purpose.
var arenas = sync.Pool{New: func() any { return new([]*node) }}

func arena(n int, use func([]*node)) {
	p := arenas.Get().(*[]*node)
	list := (*p)[:0]
	list = list[:cap(*p)]
	use(list)
	arenas.Put(p)
}

// What is cut where it goes back is not cut where it is taken.
var batches = sync.Pool{New: func() any { return make([]*node, 0, 8) }}

func batch(find func([]*node) []*node) int {
	list := batches.Get().([]*node)
	defer func() { batches.Put(list[:0]) }()
	return len(find(list))
}

// What is put back where it is found to be empty is not full.
func drain(next func([]*node) []*node) {
	p := takeList()
	*p = next(*p)
	if len(*p) == 0 {
		lists.Put(p)
	}
}

var asked = sync.Pool{New: func() any { return new([]*node) }}

// That there were none is asked for on another way.
func seeAll(next func([]*node) []*node, see func(*node)) {
	p := asked.Get().(*[]*node)
	list := next((*p)[:0])
	if len(list) == 0 {
		return
	}
	for _, each := range list {
		see(each)
	}
	*p = list
	asked.Put(p) // want "full of what its user appended"
}

// A trail is zeroed as a whole when it is taken, and kept full until then.
type trail struct {
	nodes []*node
	last  *node
	count int
}

var trails = sync.Pool{New: func() any { return new(trail) }}

func newTrail() *trail {
	t := trails.Get().(*trail)
	*t = trail{}
	return t
}

func (t *trail) add(at *node) {
	t.nodes = append(t.nodes, at)
	t.last = copied(at)
	t.count++
}

func copied(n *node) *node { return &node{n.children} }

// Length walks down.
func Length(at *node) int {
	t := newTrail()
	for ; len(at.children) > 0; at = at.children[0] {
		t.add(at)
	}
	n := t.count
	trails.Put(t) // want "with what its user left in `nodes`, `last`, cleared only"
	return n
}

// A stack keeps its buffer when it is taken, and nothing when it goes back.
type stack struct {
	nodes []*node
	text  []byte
}

var stacks = sync.Pool{New: func() any { return new(stack) }}

func newStack() *stack {
	s := stacks.Get().(*stack)
	*s = stack{text: s.text[:0]}
	return s
}

func (s *stack) push(at *node, text string) {
	s.nodes = append(s.nodes, at)
	s.text = append(s.text, text...)
}

// Depth pushes them all.
func Depth(at *node) int {
	s := newStack()
	for ; len(at.children) > 0; at = at.children[0] {
		s.push(at, "/")
	}
	n := len(s.text)
	*s = stack{text: s.text}
	stacks.Put(s)
	return n
}

// A line knows the pool that it goes back into, which may be one of several.
type line struct {
	text []byte
	pool *sync.Pool
}

// Lines takes them out of its pool.
type Lines struct{ pool *sync.Pool }

// NewLines makes lines.
func NewLines() *Lines { return &Lines{&sync.Pool{New: func() any { return new(line) }}} }

func (l *Lines) get() *line {
	taken := l.pool.Get().(*line)
	taken.pool = l.pool
	return taken
}

func (l *line) release() {
	l.text = l.text[:0]
	l.pool.Put(l)
}

// Print prints one.
func (l *Lines) Print(text string, to func([]byte)) {
	printed := l.get()
	defer printed.release()
	printed.text = append(printed.text, text...)
	to(printed.text)
}

// A visit is put back and taken again while its user waits, who forgets its name in between.
type visit struct {
	nodes []*node
	count int
}

var visits = sync.Pool{New: func() any { return new(visit) }}

func (v *visit) reset() {
	clear(v.nodes)
	v.nodes = v.nodes[:0]
	v.count = 0
}

func (v *visit) add(at *node) {
	v.nodes = append(v.nodes, at)
	v.count++
}

func release(v *visit) {
	v.reset()
	visits.Put(v)
}

func waited(at **visit, wait func()) {
	v := *at
	release(v)
	v = nil
	*at = nil
	wait()
	v = visits.Get().(*visit)
	*at = v
}

// Wait visits before and after.
func Wait(at *node, wait func()) int {
	v := visits.Get().(*visit)
	v.add(at)
	n := v.count
	waited(&v, wait)
	v.add(at)
	n += v.count
	release(v)
	return n
}
