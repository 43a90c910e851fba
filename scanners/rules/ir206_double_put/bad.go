// Package gateway puts some objects back twice.
package gateway

import (
	"bytes"
	"errors"
	"sync"
)

var errEmpty = errors.New("empty")

type Gateway struct{ buffers sync.Pool }

func (g *Gateway) release(b *bytes.Buffer) {
	b.Reset()
	g.buffers.Put(b)
}

func (g *Gateway) Send(text string) error {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	defer g.release(b) // want "`b` is put back into `Gateway.buffers` a second time"
	if text == "" {
		g.release(b)
		return errEmpty
	}
	b.WriteString(text)
	return nil
}

func (g *Gateway) Free(b *bytes.Buffer, sizes []int) {
	for _, size := range sizes {
		if size <= b.Cap() { // the size class
			g.buffers.Put(b) // want "the loop puts `b` back into `Gateway.buffers` more than once"
		}
	}
}
