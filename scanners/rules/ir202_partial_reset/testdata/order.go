package order

import (
	"errors"
	"sync"
	"unsafe"
)

// An error is kept; a flag is set while a request runs; a cache is made anew when the object changes.
type iterator struct {
	items   []int
	at      int
	err     error
	matched bool
	sums    []int
	route   string
}

func (it *iterator) init(items []int, route string) {
	it.items = items
	it.at = 0
	it.route = route // want "without `err`, `matched`, `sums`"
}

// Next goes on unless something went wrong.
func (it *iterator) Next() bool {
	if it.err != nil {
		return false
	}
	if it.at >= len(it.items) {
		it.err = errors.New("at the end")
		return false
	}
	it.at++
	return true
}

// Match asks for the route.
func (it *iterator) Match(route string) bool {
	if !it.matched && route == it.route {
		it.matched = true
	}
	return it.matched
}

// Add changes what the sums are of.
func (it *iterator) Add(n int) {
	it.items = append(it.items, n)
	it.sums = nil
}

// Sums are made on demand.
func (it *iterator) Sums() []int {
	if it.sums == nil {
		each(it.items, func(n int) { it.sums = append(it.sums, n) })
	}
	return it.sums
}

func each(items []int, do func(int)) {
	for _, n := range items {
		do(n)
	}
}

var iterators = sync.Pool{New: func() any { return new(iterator) }}

func run(items []int, use func(*iterator)) {
	it := iterators.Get().(*iterator)
	it.init(items, "/")
	use(it)
	iterators.Put(it)
}

// A timer is made once and started anew; a name is set before each read; a walk begins before it goes on.
type worker struct {
	seconds int
	retries int
	last    *clock
	name    string
	depth   int
}

type clock struct{ left int }

// Reset starts a clock.
func (c *clock) Reset(seconds int) { c.left = seconds }

func (w *worker) reset(seconds int) {
	w.seconds = seconds
	w.retries = 0
	if w.last == nil {
		w.last = &clock{left: seconds}
	} else {
		w.last.Reset(seconds)
	}
}

func (w *worker) begin(name string) { w.name = name }
func (w *worker) step() string      { return w.name }

func (w *worker) walk(name string) string {
	w.begin(name)
	return w.step()
}

var workers = sync.Pool{New: func() any { return new(worker) }}

func work(seconds int) string {
	w := workers.Get().(*worker)
	defer workers.Put(w)
	w.reset(seconds)
	return w.walk("first")
}

// Reset as a whole, by its bytes.
type block struct {
	kind int
	size int
	hook func()
}

// SetHook sets what is called at the end.
func (b *block) SetHook(hook func()) { b.hook = hook }

func (b *block) init(kind, size int) {
	b.kind = kind
	b.size = size
}

func (b *block) zero() {
	*(*[unsafe.Sizeof(block{})]byte)(unsafe.Pointer(b)) = [unsafe.Sizeof(block{})]byte{}
}

// Close calls the hook.
func (b *block) Close() {
	if b.hook != nil {
		b.hook()
	}
	b.zero()
	blocks.Put(b)
}

var blocks = sync.Pool{New: func() any { return new(block) }}

func open(kind int) *block {
	b := blocks.Get().(*block)
	b.init(kind, 10)
	return b
}
