package a

import "sync"

// Pool and the sync.Pool inside it are one pool.
type Pool[T any] struct {
	inner sync.Pool // pool: Pool[T].inner field -
	reset func(T)
}

func New[T any](make func() T, reset func(T)) *Pool[T] {
	return &Pool[T]{inner: sync.Pool{New: func() any { return make() }}, reset: reset}
}

func (p *Pool[T]) Get() T {
	return p.inner.Get().(T) // get: Pool[T].inner uncounted
}

func (p *Pool[T]) Put(x T) {
	p.reset(x)
	p.inner.Put(x) // put: Pool[T].inner uncounted
}

type message struct{ text string }

var messages = New(func() *message { return &message{} }, func(m *message) { *m = message{} })

var words Pool[[]string]

func use() {
	m := messages.Get()      // get: Pool[T].inner via Pool[T].Get
	messages.Put(m)          // put: Pool[T].inner via Pool[T].Put
	words.Put([]string{"x"}) // put: Pool[T].inner via Pool[T].Put
}

type Embedded[K comparable, V any] struct {
	sync.Pool // pool: Embedded[K, V].Pool field map[string]int
}

func generic(e *Embedded[string, int]) {
	v := e.Get().(map[string]int) // get: Embedded[K, V].Pool
	e.Put(v)                      // put: Embedded[K, V].Pool
}
