// Package modes works in the caller's goroutine or in another one, and both sides know in which.
package modes

import "sync"

var blocks = sync.Pool{New: func() any { return new([4096]byte) }}

type writer struct {
	serial bool
	queue  chan int
}

func (w *writer) isSerial() bool { return w.serial }

func (w *writer) write(data *[4096]byte, emit func([]byte)) {
	if w.isSerial() {
		emit(data[:])
		return
	}
	go func() {
		emit(data[:])
		blocks.Put(data)
	}()
}

func (w *writer) copyAll(fill func([]byte) bool, emit func([]byte)) {
	data := blocks.Get().(*[4096]byte)
	if w.isSerial() {
		defer blocks.Put(data)
	}
	for fill(data[:]) {
		w.write(data, emit)
		if !w.isSerial() {
			data = blocks.Get().(*[4096]byte)
		}
	}
}

func later(data *[4096]byte, emit func([]byte)) {
	go emit(data[:])
}

func hurried(emit func([]byte)) {
	data := blocks.Get().(*[4096]byte)
	later(data, emit)
	blocks.Put(data) // want "a goroutine that was started with `data` may still use it"
}
