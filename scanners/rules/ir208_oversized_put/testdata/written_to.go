// Package written holds buffers that an encoder writes into, and maps that are counted up.
package written

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
)

type encoder struct {
	buffer *bytes.Buffer
	json   *json.Encoder
}

func newEncoder() *encoder {
	b := new(bytes.Buffer)
	return &encoder{buffer: b, json: json.NewEncoder(b)}
}

var encoders = sync.Pool{New: func() any { return newEncoder() }}

func Encode(value any) (string, error) {
	e := encoders.Get().(*encoder)
	e.buffer.Reset()
	err := e.json.Encode(value)
	text := e.buffer.String()
	encoders.Put(e) // want "goes back into `encoders` however large `buffer` may have grown"
	return text, err
}

func Bounded(value any) (string, error) {
	e := bounded.Get().(*limited)
	e.buffer.Reset()
	err := json.NewEncoder(&e.buffer).Encode(value)
	text := e.buffer.String()
	if e.buffer.Cap() < 1<<16 {
		bounded.Put(e)
	}
	return text, err
}

type limited struct{ buffer bytes.Buffer }

var bounded = sync.Pool{New: func() any { return new(limited) }}

type decoder struct{ buffer bytes.Buffer }

var decoders = sync.Pool{New: func() any { return new(decoder) }}

// Decode hands the buffer to somebody who reads it.
func Decode(value any, r func(io.Reader) error) error {
	d := decoders.Get().(*decoder)
	d.buffer.Reset()
	err := r(&d.buffer)
	decoders.Put(d)
	return err
}

var counts = sync.Pool{New: func() any { return map[string]int{} }}

func Count(words []string) int {
	seen := counts.Get().(map[string]int)
	for _, word := range words {
		seen[word]++
	}
	size := len(seen)
	clear(seen)
	counts.Put(seen) // want "goes back into `counts` however large it has grown"
	return size
}

// Signs counts under two keys.
func Signs(numbers []int) int {
	signs := signed.Get().(map[string]int)
	for _, each := range numbers {
		if each < 0 {
			signs["negative"]++
		} else {
			signs["positive"] += 1
		}
	}
	negative := signs["negative"]
	clear(signs)
	signed.Put(signs)
	return negative
}

var signed = sync.Pool{New: func() any { return map[string]int{} }}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Send asks for the capacity of the slice in the buffer, which is that of the buffer.
func Send(value any, post func([]byte) error) error {
	b := bodies.Get().(*bytes.Buffer)
	defer func() {
		b.Reset()
		if cap(b.Bytes()) > 1<<16 {
			return
		}
		bodies.Put(b)
	}()
	if err := json.NewEncoder(b).Encode(value); err != nil {
		return err
	}
	return post(b.Bytes())
}

var unasked = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Post asks only whether there is anything.
func Post(value any, post func([]byte) error) error {
	b := unasked.Get().(*bytes.Buffer)
	defer func() {
		b.Reset()
		unasked.Put(b) // want "however large"
	}()
	if err := json.NewEncoder(b).Encode(value); err != nil || len(b.Bytes()) == 0 {
		return err
	}
	return post(b.Bytes())
}
