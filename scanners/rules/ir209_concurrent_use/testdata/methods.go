// Package methods hands on methods of pooled objects, which another goroutine calls.
package methods

import (
	"sync"
	"time"
)

type task struct {
	size int
	out  []byte
}

var tasks = sync.Pool{New: func() any { return new(task) }}

func (t *task) run() { t.out = append(t.out[:0], byte(t.size)) }

func (t *task) finish() {
	t.run()
	tasks.Put(t)
}

func (t task) show() { println(t.size) }

func take(size int) *task {
	t := tasks.Get().(*task)
	t.size = size
	return t
}

type workers struct {
	group sync.WaitGroup
	queue chan func()
}

func (w *workers) start(run func()) {
	w.group.Add(1)
	go func() {
		defer w.group.Done()
		run()
	}()
}

func (w *workers) submit(run func()) { w.queue <- run }

func call(run func()) { run() }

func (w *workers) Start(size int) {
	t := take(size)
	w.start(t.run)
	tasks.Put(t) // want "`t` goes back into `tasks` while a goroutine that was started with `t` may still use it"
}

func (w *workers) Submit(size int) {
	t := take(size)
	w.submit(t.run)
	tasks.Put(t) // want "`t` goes back into `tasks` while a goroutine that was started with `t` may still use it"
}

func Through(size int) {
	t := take(size)
	go call(t.run)
	tasks.Put(t) // want "`t` goes back into `tasks` while a goroutine that was started with `t` may still use it"
}

func Later(size int, wait time.Duration) {
	t := take(size)
	time.AfterFunc(wait, t.run)
	tasks.Put(t) // want "`t` goes back into `tasks` while a callback that holds `t` may still run"
}

func (w *workers) Waited(size int) {
	t := take(size)
	w.start(t.run)
	w.group.Wait()
	tasks.Put(t)
}

// Finished leaves the Put to the method.
func (w *workers) Finished(size int) {
	t := take(size)
	w.start(t.finish)
}

// Called runs the method before it goes on.
func Called(size int) {
	t := take(size)
	call(t.run)
	tasks.Put(t)
}

// Copied hands on a method that has a copy of its own.
func (w *workers) Copied(size int) {
	t := take(size)
	w.start(t.show)
	tasks.Put(t)
}
