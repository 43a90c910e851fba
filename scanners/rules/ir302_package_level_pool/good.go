// Package gateway gives every pool an owner.
package gateway

import (
	"bytes"
	"sync"
)

// Greeter owns its buffers: they are made with it and go with it.
type Greeter struct{ buffers sync.Pool }

func NewGreeter() *Greeter {
	return &Greeter{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

func (g *Greeter) Greet(name string) string {
	b := g.buffers.Get().(*bytes.Buffer)
	defer g.buffers.Put(b)
	b.Reset()
	b.WriteString("hello ")
	b.WriteString(name)
	return b.String()
}

// Handler keeps its pool in the closure that uses it.
func Handler() func(string) []byte {
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	return func(text string) []byte {
		s := pool.Get().(*[64]byte)
		defer pool.Put(s)
		return append([]byte(nil), s[:copy(s[:], text)]...)
	}
}

// A package-level value that has a pool among other things is the owner of it.
type server struct {
	greeter *Greeter
	routes  map[string]func()
	scratch sync.Pool
}

var main = server{greeter: NewGreeter()}
