// Package mailer pools objects that go on running when they are dropped.
package mailer

import (
	"context"
	"sync"
	"time"
)

type worker struct {
	jobs chan string
}

func newWorker() *worker {
	w := &worker{jobs: make(chan string)}
	go w.run()
	return w
}

func (w *worker) run() {
	for job := range w.jobs {
		println(job)
	}
}

var workers = sync.Pool{New: func() any { return newWorker() }} // want "`workers` keeps `\*worker`, and `newWorker` starts a goroutine for each"

type attempt struct {
	deadline *time.Timer
	cancel   context.CancelFunc
	letter   []byte
}

var attempts = sync.Pool{New: func() any { return new(attempt) }} // want "its field `deadline` is a `\*time.Timer` that some Put does not stop first"

// Send gives an attempt back while its timer runs.
func Send(ctx context.Context, letter []byte) {
	a := attempts.Get().(*attempt)
	ctx, a.cancel = context.WithCancel(ctx)
	a.deadline = time.AfterFunc(time.Second, a.cancel)
	a.letter = append(a.letter[:0], letter...)
	<-ctx.Done()
	attempts.Put(a)
}

type answer struct {
	done chan error
}

// A mailbox is a smaller matter: the finding is low.
var answers = sync.Pool{New: func() any { // want "its field `done` is a `chan error` that other goroutines know"
	return &answer{done: make(chan error, 1)}
}}

// Ask waits for one answer.
func Ask(question func() error) error {
	a := answers.Get().(*answer)
	go func() { a.done <- question() }()
	err := <-a.done
	answers.Put(a)
	return err
}
