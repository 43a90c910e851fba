// Package channels holds objects that are sent to somebody who puts them back.
package channels

import "sync"

var batches = sync.Pool{New: func() any { return make([]int, 0, 64) }}

func consume(incoming chan []int, done chan struct{}) {
	defer close(done)
	total := 0
	for batch := range incoming {
		for _, each := range batch {
			total += each
		}
		batches.Put(batch[:0])
	}
}

func Produce(values []int) {
	full, done := make(chan []int), make(chan struct{})
	go consume(full, done)
	batch, _ := batches.Get().([]int)
	defer batches.Put(batch) // want "`batch` is put back into `batches` a second time"
	defer func() { <-done }()
	defer close(full)
	for _, value := range values {
		batch = append(batch, value)
		if len(batch) == cap(batch) {
			full <- batch
			batch, _ = batches.Get().([]int)
		}
	}
}

// Each batch goes back once: here, or where it is received.
func Distribute(values []int, full bool) {
	queue, done := make(chan []int), make(chan struct{})
	go consume(queue, done)
	batch, _ := batches.Get().([]int)
	batch = append(batch, values...)
	if full {
		queue <- batch
	} else {
		batches.Put(batch)
	}
	close(queue)
	<-done
}

// Whoever receives these does not always put them back.
func sometimes(incoming chan []int) {
	for batch := range incoming {
		if len(batch) == 0 {
			continue
		}
		batches.Put(batch[:0])
	}
}

func Sometimes() {
	queue := make(chan []int)
	go sometimes(queue)
	batch, _ := batches.Get().([]int)
	queue <- batch
	close(queue)
	batches.Put(batch)
}

type worker struct{ queue chan []int }

func (w *worker) run() {
	for {
		select {
		case batch := <-w.queue:
			batches.Put(batch)
		}
	}
}

func (w *worker) Submit(values []int) {
	batch, _ := batches.Get().([]int)
	batch = append(batch, values...)
	w.queue <- batch
	batches.Put(batch) // want "`batch` is put back into `batches` a second time"
}
