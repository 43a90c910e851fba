// Package gateway puts each object back once.
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
	defer g.release(b)
	if text == "" {
		return errEmpty
	}
	b.WriteString(text)
	return nil
}

// Early puts the buffer back by hand on one path, and says so to the deferred call.
func (g *Gateway) Early(text string) {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	defer func() {
		if b != nil {
			g.release(b)
		}
	}()
	if text == "" {
		g.release(b)
		b = nil
		return
	}
	b.WriteString(text)
}

func (g *Gateway) Free(b *bytes.Buffer, sizes []int) {
	for _, size := range sizes {
		if size <= b.Cap() {
			g.buffers.Put(b)
			return
		}
	}
}
