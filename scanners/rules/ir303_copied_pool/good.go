// Package codec hands pointers around.
package codec

import (
	"bytes"
	"sync"
)

// Config has no pool: what is made from it has.
type Config struct{ Level int }

type Writer struct {
	scratch sync.Pool
	size    int
}

func New(config Config) *Writer {
	return &Writer{
		scratch: sync.Pool{New: func() any { return new(bytes.Buffer) }},
		size:    config.Level << 10,
	}
}

// SetSize sets what new objects are like, and leaves the pool where it is.
func (w *Writer) SetSize(size int) {
	w.size = size
	w.scratch.New = func() any { return bytes.NewBuffer(make([]byte, 0, size)) }
}

// Clone makes a pool for the clone.
func (w *Writer) Clone() *Writer {
	return New(Config{Level: w.size >> 10})
}

func (w *Writer) Write(p []byte) int {
	b := w.scratch.Get().(*bytes.Buffer)
	b.Reset()
	n, _ := b.Write(p)
	w.scratch.Put(b)
	return n
}

func take(pool *sync.Pool) any { return pool.Get() }

func (w *Writer) Take() any { return take(&w.scratch) }
