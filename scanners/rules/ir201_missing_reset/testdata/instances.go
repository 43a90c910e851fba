// Package instances holds variables of one generic pool, each with its own discipline.
package instances

import "sync"

// A pool of whatever its users keep in it.
type pool[T any] struct{ inner sync.Pool }

func newPool[T any](fresh func() T) *pool[T] {
	return &pool[T]{inner: sync.Pool{New: func() any { return fresh() }}}
}

func (p *pool[T]) get() T  { return p.inner.Get().(T) }
func (p *pool[T]) put(x T) { p.inner.Put(x) }

type tally struct {
	seen map[string]bool
	n    int
}

func (t *tally) reset() { *t = tally{seen: map[string]bool{}} }

func newTally() *tally { return &tally{seen: map[string]bool{}} }

var dirty = newPool(newTally)

func Twice(word string) bool {
	t := dirty.get()
	defer dirty.put(t) // want "goes back into `dirty` without a reset, and its next user trusts the field `seen`"
	before := t.seen[word]
	t.seen[word] = true
	return before
}

var before = newPool(newTally)

// Before is reset before the Put.
func Before(word string) bool {
	t := before.get()
	known := t.seen[word]
	t.seen[word] = true
	t.reset()
	before.put(t)
	return known
}

var after = newPool(newTally)

// After is reset after the Get.
func After(word string) bool {
	t := after.get()
	t.reset()
	known := t.seen[word]
	t.seen[word] = true
	after.put(t)
	return known
}

// Of a pool that is handed around nobody can tell who else takes from it.
func handed(p *pool[*[]byte], text string) int {
	b := p.get()
	*b = append(*b, text...)
	n := len(*b)
	p.put(b)
	return n
}

var blocks = newPool(func() *[]byte { return new([]byte) })

func Length(text string) int { return handed(blocks, text) }

// A pool that resets what comes back as its maker says.
type tidy[T any] struct {
	inner sync.Pool
	clean func(T)
}

func (p *tidy[T]) get() T { return p.inner.Get().(T) }

func (p *tidy[T]) put(x T) {
	p.clean(x)
	p.inner.Put(x)
}

var cleaned = tidy[*tally]{inner: sync.Pool{New: func() any { return newTally() }}, clean: (*tally).reset}

func Cleaned(word string) bool {
	t := cleaned.get()
	defer cleaned.put(t)
	known := t.seen[word]
	t.seen[word] = true
	return known
}

// A pool that makes what it does not have.
type made[T any] struct {
	inner sync.Pool
	fresh func() T
}

func (m *made[T]) get() T {
	var x T
	if v := m.inner.Get(); v != nil {
		x = v.(T)
	} else {
		x = m.fresh()
	}
	return x
}

func (m *made[T]) put(x T) { m.inner.Put(x) }

var tallies = made[*tally]{fresh: newTally}

func Again(word string) bool {
	t := tallies.get()
	defer tallies.put(t) // want "goes back into `tallies` without a reset"
	known := t.seen[word]
	t.seen[word] = true
	return known
}

// A pool that resets what it hands out.
type cleared[T interface{ reset() }] struct{ inner sync.Pool }

func (c *cleared[T]) get() T {
	x := c.inner.Get().(T)
	x.reset()
	return x
}

func (c *cleared[T]) put(x T) { c.inner.Put(x) }

var clean = cleared[*tally]{inner: sync.Pool{New: func() any { return newTally() }}}

func Clean(word string) bool {
	t := clean.get()
	defer clean.put(t)
	known := t.seen[word]
	t.seen[word] = true
	return known
}

// A pool of pointers to whatever its users keep in it.
type pointers[T any] struct{ inner sync.Pool }

func (p *pointers[T]) get() *T {
	if x, ok := p.inner.Get().(*T); ok {
		return x
	}
	return new(T)
}

func (p *pointers[T]) put(x *T) { p.inner.Put(x) }

type spot struct{ x, y int }

type owner struct {
	tallies pointers[tally]
	spots   pointers[spot]
}

func (o *owner) Count(word string) int {
	t := o.tallies.get()
	defer o.tallies.put(t) // want "goes back into `tallies` without a reset, and its next user trusts the field `n`"
	t.n += len(word)
	return t.n
}

func (o *owner) Distance(x, y int) int {
	s := o.spots.get()
	defer o.spots.put(s)
	s.x, s.y = x, y
	return s.x + s.y
}
