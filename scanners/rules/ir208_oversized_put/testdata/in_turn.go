// Package in_turn keeps several pools, so that few get in the way of each other, and some of several sizes.
package in_turn

import (
	"bytes"
	"math/bits"
	"sync"
	"sync/atomic"
)

const many = 8

var (
	buffers [many]sync.Pool
	next    atomic.Uint32
)

// Join takes a buffer from whatever pool is next.
func Join(texts []string) string {
	turn := next.Add(1) % many
	b, ok := buffers[turn].Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	b.Reset()
	for _, each := range texts {
		b.WriteString(each)
	}
	joined := b.String()
	buffers[turn].Put(b) // want "however large it has grown"
	return joined
}

var sizes [32]sync.Pool

// Copy takes a buffer of a class.
func Copy(text string) string {
	class := bits.Len(uint(len(text)))
	b, ok := sizes[class].Get().(*bytes.Buffer)
	if !ok {
		b = bytes.NewBuffer(make([]byte, 0, 1<<class))
	}
	b.Reset()
	b.WriteString(text)
	copied := b.String()
	sizes[class].Put(b)
	return copied
}
