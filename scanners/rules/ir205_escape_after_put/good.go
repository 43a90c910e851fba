// Package gateway hands out copies.
package gateway

import (
	"bytes"
	"sync"
)

type Gateway struct {
	buffers sync.Pool
	last    []byte
	out     chan string
}

func (g *Gateway) Encode(text string) []byte {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	defer g.buffers.Put(b)
	b.Reset()
	b.WriteString(text)
	return bytes.Clone(b.Bytes())
}

func (g *Gateway) Remember(text string) {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(text)
	g.last = append(g.last[:0], b.Bytes()...)
	g.buffers.Put(b)
}

func (g *Gateway) Publish(text string) {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	defer g.buffers.Put(b)
	b.Reset()
	b.WriteString(text)
	g.out <- b.String()
}

// Buffer gives the object itself away: whoever gets it puts it back.
func (g *Gateway) Buffer() *bytes.Buffer {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}
