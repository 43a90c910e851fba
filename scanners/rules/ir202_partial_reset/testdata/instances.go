// Package instances holds a variable of a generic pool.
package instances

import "sync"

// A pool of whatever its users keep in it.
type pool[T any] struct{ inner sync.Pool }

func newPool[T any](fresh func() T) *pool[T] {
	return &pool[T]{inner: sync.Pool{New: func() any { return fresh() }}}
}

func (p *pool[T]) get() T  { return p.inner.Get().(T) }
func (p *pool[T]) put(x T) { p.inner.Put(x) }

type parser struct {
	text  string
	depth int
	names []string
}

func (p *parser) reset(text string) {
	p.text = text
	p.names = p.names[:0] // want "without `depth`"
}

func (p *parser) open(name string) int {
	p.names = append(p.names, name)
	p.depth++
	return p.depth
}

var parsers = newPool(func() *parser { return new(parser) })

func Parse(text string) int {
	p := parsers.get()
	defer parsers.put(p)
	p.reset(text)
	return p.open(text)
}
