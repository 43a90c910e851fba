// Package without has variables of a type that wraps pools, and one that wraps none.
package without

import (
	"bytes"
	"sync"
)

type encoder struct {
	name  string
	small *sync.Pool
	large *sync.Pool
}

func (e encoder) take(large bool) *bytes.Buffer {
	if e.small == nil || e.large == nil {
		return new(bytes.Buffer)
	}
	if large {
		return e.large.Get().(*bytes.Buffer)
	}
	return e.small.Get().(*bytes.Buffer)
}

func newBuffer() any { return new(bytes.Buffer) }

var (
	none  = encoder{"", nil, nil}
	bare  = encoder{name: "bare", small: nil, large: nil}
	plain = encoder{"plain", &sync.Pool{New: newBuffer}, &sync.Pool{New: newBuffer}} // want "the pool `encoder.small` in it" "the pool `encoder.large` in it"
)
