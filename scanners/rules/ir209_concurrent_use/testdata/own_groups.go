// Package groups holds pooled objects that count the goroutines which work with them.
package groups

import "sync"

type task struct {
	group   sync.WaitGroup
	input   string
	outputs chan string
}

var tasks = sync.Pool{New: func() any { return new(task) }}

func (t *task) start(work func(string) string) {
	t.group.Go(func() { t.outputs <- work(t.input) })
}

func (t *task) finish() {
	defer t.group.Wait()
	t.input = ""
	tasks.Put(t) // want "`t` goes back into `tasks` before `t.group` has been waited for"
}

// A job is counted by hand.
type job struct {
	running sync.WaitGroup
	total   int
}

var jobs = sync.Pool{New: func() any { return new(job) }}

func (j *job) start(n int) {
	j.running.Add(1)
	go func() {
		defer j.running.Done()
		j.total += n
	}()
}

func (j *job) finish() {
	jobs.Put(j) // want "`j` goes back into `jobs` before `j.running` has been waited for"
	j.running.Wait()
}

// A call is waited for first.
type call struct {
	group sync.WaitGroup
	name  string
}

var calls = sync.Pool{New: func() any { return new(call) }}

func (c *call) start(use func(string)) {
	c.group.Go(func() { use(c.name) })
}

func (c *call) finish() {
	defer calls.Put(c)
	defer c.group.Wait()
	c.name = ""
}

// A visit is waited for by whoever ends it, and once more.
type visit struct {
	group sync.WaitGroup
	name  string
}

var visits = sync.Pool{New: func() any { return new(visit) }}

func (v *visit) start(use func(string)) {
	v.group.Go(func() { use(v.name) })
}

func (v *visit) end() {
	v.group.Wait()
	v.release()
}

func (v *visit) release() {
	defer v.group.Wait()
	visits.Put(v)
}

// An entry leaves its goroutines nothing but values of their own.
type entry struct {
	group sync.WaitGroup
	name  string
}

var entries = sync.Pool{New: func() any { return new(entry) }}

func (e *entry) start(use func(string), name string) {
	e.group.Go(func() { use(name) })
}

func (e *entry) finish() {
	defer e.group.Wait()
	e.name = ""
	entries.Put(e)
}
