package hooks

import "sync"

// pool is made with what it runs before an object goes back.
type pool[E any] struct {
	inner sync.Pool
	reset func(E)
}

func newPool[E any](made func() E, reset func(E)) *pool[E] {
	return &pool[E]{inner: sync.Pool{New: func() any { return made() }}, reset: reset}
}

func (p *pool[E]) get() E { return p.inner.Get().(E) }

func (p *pool[E]) put(e E) {
	p.reset(e)
	p.inner.Put(e)
}

type query struct{ parts []any }

func (q *query) add(part any) { q.parts = append(q.parts, part) }

func newQuery() *query { return new(query) }

func cut(q *query) { q.parts = q.parts[:0] }

func wipe(q *query) {
	clear(q.parts)
	q.parts = q.parts[:0]
}

var (
	literal = &pool[*query]{inner: sync.Pool{New: func() any { return new(query) }}, reset: func(q *query) { q.parts = q.parts[:0] }}
	named   = newPool(newQuery, cut)
	wiped   = newPool(newQuery, wipe)
)

func one(part any) {
	q := literal.get()
	q.add(part)
	literal.put(q) // want "the `\*query` goes back into `pool\[E\].inner` with `parts` cut to `\[:0\]`"
}

func two(part any) {
	q := named.get()
	q.add(part)
	named.put(q) // want "`parts` cut to `\[:0\]`"
}

func three(part any) {
	q := wiped.get()
	q.add(part)
	wiped.put(q)
}

// A pool that is handed over may be any of them.
func five(p *pool[*query], part any) {
	q := p.get()
	q.add(part)
	p.put(q)
}

// late gets its hook when the program is configured: nobody can tell which.
type late struct {
	inner sync.Pool
	reset func(*query)
}

func (p *late) put(q *query) {
	p.reset(q)
	p.inner.Put(q)
}

var changed = &late{reset: cut}

func configure() { changed.reset = wipe }

func six(part any) {
	q, _ := changed.inner.Get().(*query)
	if q == nil {
		q = new(query)
	}
	q.add(part)
	changed.put(q)
}
