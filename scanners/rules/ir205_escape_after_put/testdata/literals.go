// Package literals stores memory in literals within literals.
package literals

import (
	"bytes"
	"errors"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type option struct {
	code int
	data []byte
}

type record struct{ options []option }

type message struct{ extra []any }

type rejected struct {
	reason string
	input  any
}

func (r *rejected) Error() string { return r.reason }

func Listed(code int) *record {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.WriteByte(byte(code))
	return &record{options: []option{{code: code, data: b.Bytes()}}} // want "is returned and shares its memory with `b`"
}

func Named(code int) map[string]*option {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.WriteByte(byte(code))
	return map[string]*option{"code": {code, b.Bytes()}} // want "is returned and shares its memory with `b`"
}

func Appended(m *message, code int) *message {
	own := &message{extra: m.extra}
	if code > 0 {
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.WriteByte(byte(code))
		own.extra = append(own.extra, &record{[]option{{data: b.Bytes()}}})
	}
	return own // want "`own` is returned and shares its memory with `b`"
}

func Errors(lines [][]byte) []error {
	var found []error
	b := buffers.Get().(*bytes.Buffer)
	for _, line := range lines {
		b.Write(line)
	}
	if b.Len() > 100 {
		found = append(found, &rejected{reason: "too long", input: b.Bytes()})
	}
	b.Reset()
	buffers.Put(b)
	return found // want "`found` is returned and shares its memory with `b`"
}

// Copied has copies in its elements.
func Copied(code int) *record {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.WriteByte(byte(code))
	return &record{options: []option{{code: b.Len(), data: bytes.Clone(b.Bytes())}}}
}

// Local works with its list and drops it.
func Local(code int) int {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.WriteByte(byte(code))
	total := 0
	for _, each := range []option{{code: code}, {data: b.Bytes()}} {
		total += each.code + len(each.data)
	}
	return total
}

// Texts keeps what its errors say.
func Texts(lines [][]byte) []error {
	var found []error
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	for _, line := range lines {
		b.Write(line)
		found = append(found, errors.New(b.String()), &rejected{reason: b.String(), input: b.Len()})
		b.Reset()
	}
	return found
}
