// Package shapes holds goroutines that outlive the Put in the shapes that real bugs take.
package shapes

import (
	"bytes"
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

var buffers sync.Pool

func send(b []byte) { _ = b[0] }

func Forget(text string) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "`b` goes back into `buffers` while a goroutine"
	b.WriteString(text)
	go send(b.Bytes())
}

func Group(text string) *errgroup.Group {
	var group errgroup.Group
	b, _ := buffers.Get().(*bytes.Buffer)
	group.Go(func() error {
		_, err := b.WriteString(text)
		return err
	})
	buffers.Put(b) // want "while a callback that holds `b` may still run"
	return &group
}

func First(parts []string) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "while a goroutine that was started with"
	done := make(chan error)
	for range parts {
		go func() { _, err := b.WriteString("x"); done <- err }()
	}
	for _, part := range parts {
		if part == "" {
			return nil
		}
	}
	return <-done
}

func store(b *bytes.Buffer) error { return nil }

// Quorum stops waiting when the time is up; the others still read what the deferred loop puts back.
func Quorum(ctx context.Context, requests map[string]*bytes.Buffer) error {
	defer func() {
		for _, request := range requests {
			buffers.Put(request) // want "`request` goes back into `buffers` while a goroutine that was started with `requests`"
		}
	}()
	var mu sync.Mutex
	answers := make(chan error)
	for name := range requests {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			answers <- store(requests[name])
		}()
	}
	for range requests {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-answers:
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Hurried puts back what the goroutines were given, one by one, without a wait.
func Hurried(n int) {
	all := make([]*bytes.Buffer, n)
	for i := range all {
		all[i], _ = buffers.Get().(*bytes.Buffer)
	}
	for i := range all {
		go func() { _ = store(all[i]) }()
	}
	for _, b := range all {
		buffers.Put(b) // want "`b` goes back into `buffers` while a goroutine that was started with `all`"
	}
}

type failures struct {
	left  sync.WaitGroup
	first error
}

func (f *failures) done(err error) {
	f.first = err
	f.left.Done()
}

// err gives what there is so far.
func (f *failures) err() error { return f.first }

var pooled = sync.Pool{New: func() any { return new(failures) }}

func Failed(tasks []func() error) error {
	f := pooled.Get().(*failures)
	defer pooled.Put(f) // want "`f` goes back into `pooled` while a goroutine that was started with `f` may still use it"
	f.left.Add(len(tasks))
	for _, task := range tasks {
		go func() { f.done(task()) }()
	}
	return f.err()
}

// The first answer is not the other one.
func firstOfTwo(p *sync.Pool, copyAll func(*[]byte) error) error {
	up, down := p.Get().(*[]byte), p.Get().(*[]byte)
	defer p.Put(up)   // want "while a goroutine"
	defer p.Put(down) // want "while a goroutine"
	errs := make(chan error, 2)
	go func() { errs <- copyAll(up) }()
	go func() { errs <- copyAll(down) }()
	return <-errs
}

func bothOfTwo(p *sync.Pool, copyAll func(*[]byte) error) error {
	up, down := p.Get().(*[]byte), p.Get().(*[]byte)
	defer p.Put(up)
	defer p.Put(down)
	errs := make(chan error, 2)
	go func() { errs <- copyAll(up) }()
	go func() { errs <- copyAll(down) }()
	err := <-errs
	if other := <-errs; err == nil {
		err = other
	}
	return err
}

func eitherOfTwo(p *sync.Pool, fast bool, copyAll func(*[]byte) error) error {
	b := p.Get().(*[]byte)
	defer p.Put(b)
	errs := make(chan error, 1)
	if fast {
		go func() { errs <- copyAll(b) }()
	} else {
		go func() { errs <- copyAll(b) }()
	}
	return <-errs
}
