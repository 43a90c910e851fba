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
