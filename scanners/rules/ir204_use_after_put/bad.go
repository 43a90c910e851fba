// Package gateway goes on using what it has put back.
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
	mu      sync.Mutex
	size    int
}

func (g *Gateway) release(b *bytes.Buffer) {
	b.Reset()
	g.buffers.Put(b)
}

func (g *Gateway) Send(f *frame) int {
	g.frames.Put(f)
	return len(f.payload) // want "`f` is used after it went back into `Gateway.frames`"
}

func (g *Gateway) Encode(text string) int {
	b, _ := g.buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	encoded := b.Bytes()
	g.release(b)
	return bytes.Count(encoded, []byte("\n")) // want "`encoded` is used after `b`, whose memory it shares, went back into `Gateway.buffers`"
}

func (g *Gateway) Drop(head *frame) {
	for f := head; f != nil; f = f.next { // want "`f` is used after it went back"
		g.frames.Put(f)
	}
}
