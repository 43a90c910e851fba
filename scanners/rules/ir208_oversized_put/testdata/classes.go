// Package classes keeps buffers of two sizes in two pools.
package classes

import "sync"

const (
	small = 1 << 10
	large = 64 << 10
)

type packet struct{ data []byte }

var (
	smalls = sync.Pool{New: func() any { return &packet{data: make([]byte, 0, small)} }}
	larges = sync.Pool{New: func() any { return &packet{data: make([]byte, 0, large)} }}
)

// What has grown fits neither class.
func (p *packet) release() {
	if cap(p.data) == small {
		smalls.Put(p)
		return
	}
	if cap(p.data) == large {
		larges.Put(p)
	}
}

func frame(payload []byte, send func([]byte)) {
	p := smalls.Get().(*packet)
	p.data = append(p.data[:0], payload...)
	send(p.data)
	p.release()
}

var used = sync.Pool{New: func() any { return new(packet) }}

// That there is an array says nothing of its size.
func (p *packet) finish() {
	if cap(p.data) != 0 {
		used.Put(p) // want "however large `data` may have grown"
	}
}

func collect(payload []byte, send func([]byte)) {
	p := used.Get().(*packet)
	p.data = append(p.data[:0], payload...)
	send(p.data)
	p.finish()
}
