// Package codec copies its pools.
package codec

import (
	"bytes"
	"sync"
)

type Config struct {
	Level   int
	buffers sync.Pool
}

var Default = Config{Level: 6}

// New takes the configuration by value.
func New(config Config) func([]byte) int { // want "the parameter `config` takes `Config` by value"
	config.buffers.New = func() any { return new(bytes.Buffer) }
	return func(p []byte) int {
		b := config.buffers.Get().(*bytes.Buffer)
		b.Reset()
		defer config.buffers.Put(b)
		n, _ := b.Write(p)
		return n
	}
}

type Writer struct {
	scratch sync.Pool
	size    int
}

func NewWriter(size int) *Writer {
	var pool sync.Pool
	pool.New = func() any { return new(bytes.Buffer) }
	w := &Writer{scratch: pool} // want "this literal copies `pool`"
	w.SetSize(size)
	return w
}

// SetSize replaces a pool that is in use when it is called once more.
func (w *Writer) SetSize(size int) {
	w.size = size
	w.scratch = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, size)) }} // want "`w.scratch` is overwritten with a new pool"
}

// Clone copies all fields.
func (w *Writer) Clone() *Writer {
	other := *w // want "this assignment copies"
	return &other
}

func (w *Writer) Write(p []byte) int {
	b := w.scratch.Get().(*bytes.Buffer)
	b.Reset()
	n, _ := b.Write(p)
	w.scratch.Put(b)
	return n
}

func take(pool sync.Pool) any { // want "the parameter `pool` takes `sync.Pool` by value"
	return pool.Get()
}

var frames sync.Pool

func Frame() any { return take(frames) }
