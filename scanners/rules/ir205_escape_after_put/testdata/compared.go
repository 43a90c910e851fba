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

type job struct{ words []string }

var jobs = sync.Pool{New: func() any { return new(job) }}

func (j *job) reset() error { j.words = j.words[:0]; return nil }

type index struct{ words []string }

func indexed(words []string) (*index, error) { return &index{words: words}, nil }

// Indexed asks two things, and neither is whether they are in the same memory.
func Indexed(given []string) (*index, error) {
	j := jobs.Get().(*job)
	j.words = append(j.words, given...)
	found, err := indexed(j.words)
	if err == nil && j.reset() == nil {
		jobs.Put(j)
	}
	return found, err // want "`found` is returned and shares its memory with `j`"
}

// Both asks for the same memory beside something else.
func Both(message []byte, keep bool) []byte {
	raw, _ := buffers.Get().([]byte)
	data := append(raw[:0], message...)
	if !keep && !(len(data) > 0 && same(data, raw)) {
		buffers.Put(raw)
	}
	return data
}
