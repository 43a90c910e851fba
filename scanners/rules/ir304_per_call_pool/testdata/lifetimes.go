// Package lifetimes has local pools that live on, or work for many in one call.
package lifetimes

import "sync"

type reader struct{ pool *sync.Pool }

func (r *reader) next() any { return r.pool.Get() }

// It lives on in what is returned.
func open() *reader {
	pool := &sync.Pool{New: func() any { return new(int) }}
	_ = pool.Get()
	return &reader{pool: pool}
}

// It is handed to something that keeps it.
func attach(r *reader) {
	pool := new(sync.Pool)
	pool.Put(new(int))
	r.pool = pool
}

// One call serves a whole stream.
func run(jobs <-chan int) {
	pool := sync.Pool{New: func() any { return new(int) }}
	for job := range jobs {
		n := pool.Get().(*int)
		*n = job
		pool.Put(n)
	}
}

// The function that it is handed to runs in the same call.
func lend() {
	pool := sync.Pool{New: func() any { return new(int) }}
	for range 3 {
		use(&pool)
	}
}

func use(pool *sync.Pool) {
	n := pool.Get().(*int)
	*n = 0
	pool.Put(n)
}

// Made once, as a program starts.
func Main() {
	pool := sync.Pool{New: func() any { return new(int) }}
	serve(func() {
		n := pool.Get().(*int)
		*n = 0
		pool.Put(n)
	})
}

func serve(f func()) { f() }
