// Package instances holds variables of one generic pool.
package instances

import (
	"context"
	"sync"
)

// A pool of whatever its users keep in it.
type pool[T any] struct{ inner sync.Pool }

func newPool[T any](fresh func() T) *pool[T] {
	return &pool[T]{inner: sync.Pool{New: func() any { return fresh() }}}
}

func (p *pool[T]) get() T  { return p.inner.Get().(T) }
func (p *pool[T]) put(x T) { p.inner.Put(x) }

type job struct {
	ctx  context.Context
	name string
}

func (j *job) run() error { return j.ctx.Err() }

var jobs = newPool(func() *job { return new(job) })

func Run(ctx context.Context, name string) error {
	j := jobs.get()
	defer jobs.put(j) // want "goes back into `jobs` while it still refers through `ctx`"
	j.ctx = ctx
	j.name = name
	return j.run()
}

var freed = newPool(func() *job { return new(job) })

func Freed(ctx context.Context) error {
	j := freed.get()
	j.ctx = ctx
	err := j.run()
	j.ctx = nil
	freed.put(j)
	return err
}

// A runner has a pool of its own, behind two functions.
type runner struct{ spare *pool[*job] }

func (r *runner) start(ctx context.Context) *job {
	j := r.spare.get()
	j.ctx = ctx
	return j
}

func (r *runner) stop(j *job) {
	j.name = ""
	r.spare.put(j) // want "goes back into `spare` while it still refers through `ctx`"
}

func (r *runner) Run(ctx context.Context) error {
	j := r.start(ctx)
	defer r.stop(j)
	return j.run()
}
