// Package silent holds goroutines that are waited for in one way or another.
package silent

import (
	"bytes"
	"sync"
	"time"
)

var buffers sync.Pool

func work(b *bytes.Buffer, out chan<- int) { out <- b.Len() }

func collect(in <-chan int) int { return <-in }

func Collected() int {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	out := make(chan int)
	go work(b, out)
	return collect(out)
}

func Ranged(parts int) (total int) {
	b, _ := buffers.Get().(*bytes.Buffer)
	out := make(chan int)
	for range parts {
		go work(b, out)
	}
	for range parts {
		total += <-out
	}
	buffers.Put(b)
	return total
}

// Agreed tells the goroutine under a lock that nobody listens any more.
func Agreed() {
	b, _ := buffers.Get().(*bytes.Buffer)
	var mu sync.Mutex
	gone := false
	go func() {
		mu.Lock()
		defer mu.Unlock()
		if !gone {
			b.Reset()
		}
	}()
	<-time.After(time.Second)
	mu.Lock()
	gone = true
	mu.Unlock()
	buffers.Put(b)
}

func store(b *bytes.Buffer) error { return nil }

// All hears every goroutine before anything goes back.
func All(requests []*bytes.Buffer) (failed error) {
	answers := make(chan error)
	for _, request := range requests {
		go func() { answers <- store(request) }()
	}
	for range requests {
		if err := <-answers; err != nil {
			failed = err
		}
	}
	for _, request := range requests {
		buffers.Put(request)
	}
	return failed
}

// Grouped waits with a WaitGroup, and a loop around it.
func Grouped(n int) {
	all := make([]*bytes.Buffer, 0, n)
	var group sync.WaitGroup
	for range n {
		b, _ := buffers.Get().(*bytes.Buffer)
		all = append(all, b)
		group.Add(1)
		go func() {
			defer group.Done()
			_ = store(b)
		}()
	}
	group.Wait()
	for _, b := range all {
		buffers.Put(b)
	}
}

// Rounds waits for the one goroutine of each round.
func Rounds(n int) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	for range n {
		done := make(chan error)
		go func() { done <- store(b) }()
		if err := <-done; err != nil {
			return
		}
	}
}

// Counted takes the answers in a loop of its own shape.
func Counted(n int) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	done := make(chan error)
	for range n {
		go func() { done <- store(b) }()
	}
	var failed error
	for i := 0; i < n; i++ {
		if err := <-done; err != nil && failed == nil {
			failed = err
		}
	}
	return failed
}

type failures struct {
	left  sync.WaitGroup
	first error
	added chan error
}

func (f *failures) begin(count int) { f.left.Add(count) }

func (f *failures) done(err error) {
	if err != nil {
		f.first = err
	}
	f.left.Done()
}

// err waits for all that have begun.
func (f *failures) err() error {
	f.left.Wait()
	return f.first
}

var pooled = sync.Pool{New: func() any { return new(failures) }}

// Failed asks the object, which waits.
func Failed(tasks []func() error) error {
	f := pooled.Get().(*failures)
	defer pooled.Put(f)
	f.begin(len(tasks))
	for _, task := range tasks {
		go func() { f.done(task()) }()
	}
	return f.err()
}
