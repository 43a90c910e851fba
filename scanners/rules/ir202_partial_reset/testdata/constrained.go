// Package constrained has a pool of whatever can be reset.
package constrained

import "sync"

type resetter[T any] interface {
	*T
	Reset()
}

type pool[T any, P resetter[T]] struct{ inner sync.Pool }

func (p *pool[T, P]) get() P {
	if x, ok := p.inner.Get().(P); ok {
		return x
	}
	return new(T)
}

func (p *pool[T, P]) put(x P) {
	x.Reset()
	p.inner.Put(x)
}

type job struct {
	name  string
	tries int
	err   error
}

// Reset forgets what went wrong.
func (j *job) Reset() {
	j.name = ""
	j.tries = 0 // want "without `err`"
}

func (j *job) fail(err error) { j.err = err }

func (j *job) run() bool {
	if j.err != nil {
		return false
	}
	j.tries++
	return j.name != ""
}

var jobs pool[job, *job]

// Run does nothing where the name is wrong.
func Run(name string, check func(string) error) bool {
	j := jobs.get()
	j.name = name
	if err := check(name); err != nil {
		j.fail(err)
	}
	ok := j.run()
	jobs.put(j)
	return ok
}

type basin[T any, P resetter[T]] struct{ inner sync.Pool }

func (b *basin[T, P]) get() P {
	if x, ok := b.inner.Get().(P); ok {
		return x
	}
	return new(T)
}

func (b *basin[T, P]) put(x P) {
	x.Reset()
	b.inner.Put(x)
}

type task struct {
	name  string
	tries int
	err   error
}

// Reset leaves nothing.
func (t *task) Reset() { *t = task{} }

func (t *task) fail(err error) { t.err = err }

func (t *task) run() bool {
	if t.err != nil {
		return false
	}
	t.tries++
	return t.name != ""
}

var tasks basin[task, *task]

// Do does nothing where the name is wrong.
func Do(name string, check func(string) error) bool {
	t := tasks.get()
	t.name = name
	if err := check(name); err != nil {
		t.fail(err)
	}
	ok := t.run()
	tasks.put(t)
	return ok
}
