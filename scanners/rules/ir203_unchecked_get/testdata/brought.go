// Package brought takes from pools that its callers bring along.
package brought

import "sync"

// Options may name a pool of byte slices; who makes it sets its New.
type Options struct {
	Buffers *sync.Pool
	Size    int
}

func (o *Options) take() []byte {
	if o.Buffers == nil {
		return make([]byte, o.Size)
	}
	return o.Buffers.Get().([]byte)
}

func (o *Options) give(b []byte) {
	if o.Buffers != nil {
		o.Buffers.Put(b)
	}
}

// server makes its own, without a New.
type server struct{ buffers *sync.Pool }

func newServer() *server { return &server{buffers: &sync.Pool{}} }

func (s *server) take() []byte {
	return s.buffers.Get().([]byte) // want "`server.buffers` has no New"
}

func (s *server) give(b []byte) { s.buffers.Put(b) }
