// Package gateway puts an object back when nobody needs it any more.
package gateway

import (
	"bytes"
	"sync"
)

type frame struct {
	payload []byte
	next    *frame
}

type Gateway struct {
	frames  sync.Pool
	buffers sync.Pool
}

func (g *Gateway) release(b *bytes.Buffer) {
	b.Reset()
	g.buffers.Put(b)
}

func (g *Gateway) Send(f *frame) int {
	size := len(f.payload)
	g.frames.Put(f)
	return size
}

func (g *Gateway) Encode(text string) string {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	encoded := b.String()
	g.release(b)
	return encoded
}

func (g *Gateway) Drop(head *frame) {
	for f := head; f != nil; {
		next := f.next
		g.frames.Put(f)
		f = next
	}
}
