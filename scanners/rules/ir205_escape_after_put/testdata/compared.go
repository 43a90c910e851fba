// Package compared holds Puts that go by whether what leaves is in the same memory.
package compared

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

type packet struct{ data, pooled []byte }

func same(a, b []byte) bool { return &a[:1][0] == &b[:1][0] }

func Build(message []byte) packet {
	raw, _ := buffers.Get().([]byte)
	w := bytes.NewBuffer(raw[:0])
	w.Write(message)
	data, pooled := w.Bytes(), raw
	if !same(data, raw) {
		buffers.Put(raw)
		pooled = nil
	}
	data[0] = byte(len(data))
	return packet{data: data, pooled: pooled}
}

// Short goes by something else.
func Short(message []byte) []byte {
	raw, _ := buffers.Get().([]byte)
	data := append(raw[:0], message...)
	if len(data) < 8 {
		buffers.Put(raw)
	}
	return data // want "`data` is returned and shares its memory with `raw`"
}
