// Package gateway hands out memory that goes back into its pool.
package gateway

import (
	"bytes"
	"sync"
)

type Gateway struct {
	buffers sync.Pool
	last    []byte
	out     chan []byte
}

func (g *Gateway) Encode(text string) []byte {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	defer g.buffers.Put(b)
	b.Reset()
	b.WriteString(text)
	return b.Bytes() // want "`b.Bytes\(\)` is returned and shares its memory with `b`"
}

func (g *Gateway) Remember(text string) {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(text)
	g.last = bytes.TrimSpace(b.Bytes()) // want "`g.last` outlives this function and holds memory of `b`"
	g.buffers.Put(b)
}

func (g *Gateway) Publish(text string) {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	defer g.buffers.Put(b)
	b.Reset()
	b.WriteString(text)
	g.out <- b.Bytes() // want "`b.Bytes\(\)` is sent to another goroutine"
}
