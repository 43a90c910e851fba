package a

import (
	"sync"
	"time"
)

type worker struct {
	jobs chan func()
	name string
}

func (w *worker) run() {
	for job := range w.jobs {
		job()
	}
}

// In New itself.
var inNew = sync.Pool{New: func() any { // want "`inNew` keeps `\*worker`, and `inNew` starts a goroutine for each"
	w := &worker{jobs: make(chan func())}
	go w.run()
	return w
}}

// In a method that the constructor calls on it.
func (w *worker) start() {
	go func() {
		for job := range w.jobs {
			job()
		}
	}()
}

func started() *worker {
	w := &worker{jobs: make(chan func())}
	w.start()
	return w
}

var byMethod = sync.Pool{New: func() any { return started() }} // want "`worker.start` starts a goroutine for each"

// With a channel that the object is made of.
func listening() (w *worker) {
	jobs := make(chan func())
	go func() {
		for job := range jobs {
			job()
		}
	}()
	return &worker{jobs: jobs}
}

var byChannel = sync.Pool{New: func() any { return listening() }} // want "`listening` starts a goroutine for each"

// What is put in was made so.
var byPut sync.Pool // want "`worker.start` starts a goroutine for each"

func fill() {
	w := started()
	byPut.Put(w)
}

// In a part of the object.
type office struct{ clerk *worker }

var offices = sync.Pool{New: func() any { return &office{clerk: started()} }} // want "`worker.start` starts a goroutine for each"

// A goroutine that has nothing to do with the object.
var report = func(string) {}

type plain struct{ words []string }

func counted() *plain {
	go report("made")
	return &plain{}
}

var counts = sync.Pool{New: func() any { return counted() }}

// Started for each use, not for the object.
var used = sync.Pool{New: func() any { return new(plain) }}

func take(done chan bool) *plain {
	p := used.Get().(*plain)
	go func() { p.words = append(p.words, "x"); done <- true }()
	<-done
	return p
}

func release(p *plain) { used.Put(p) }

// Only a function that a caller may run starts one.
type lazy struct{ run func() }

var lazies = sync.Pool{New: func() any {
	l := &lazy{}
	l.run = func() { go report("run") }
	return l
}}

// What a user gives to the object runs on its own account.
type visit struct{ guide *worker }

var visits = sync.Pool{New: func() any { return new(visit) }}

func visited() {
	v := visits.Get().(*visit)
	v.guide = started()
	time.Sleep(1)
	visits.Put(v)
}
