package a

import "sync"

type buffer struct{ data []byte }

var small = sync.Pool{New: func() any { return &buffer{} }} // pool: small package *buffer
var large = sync.Pool{New: func() any { return &buffer{} }} // pool: large package *buffer

func put(p *sync.Pool, b *buffer) {
	b.data = b.data[:0]
	p.Put(b) // put: small uncounted; put: large uncounted
}

func take(p *sync.Pool) *buffer {
	return p.Get().(*buffer) // get: small uncounted
}

func use(big bool) {
	b := take(&small)      // get: small via take
	put(&small, b)         // put: small via put
	put(&large, &buffer{}) // put: large via put
	p := &small
	if big {
		p = &large
	}
	_ = p.Get() // get: small; get: large
}

type handle struct {
	pool *sync.Pool
	b    *buffer
}

func open() *handle {
	return &handle{&small, small.Get().(*buffer)} // get: small
}

func (h *handle) Close() {
	h.pool.Put(h.b) // put: small
}
