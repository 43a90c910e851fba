// Package known has constructors that return a pooled object as an interface which others may implement too.
package known

import "sync"

type Batch interface {
	Values() [][]byte
	Release()
}

type batch struct{ values [][]byte }

var batches = sync.Pool{New: func() any { return new(batch) }}

func NewBatch() Batch {
	b := batches.Get().(*batch)
	b.values = b.values[:0]
	return b
}

func (b *batch) Values() [][]byte { return b.values }

func (b *batch) Release() { batches.Put(b) }

// static owns nothing that goes back.
type static [][]byte

func (s static) Values() [][]byte { return s }

func (s static) Release() {}

func First() []byte {
	b := NewBatch()
	b.Release()
	return b.Values()[0] // want "`b` is used after it went back into `batches`"
}

func Late() int {
	b := NewBatch()
	defer b.Release()
	return len(b.Values())
}

// Given does not know whose batch it is.
func Given(b Batch) int {
	b.Release()
	return len(b.Values())
}

// Either has one of two.
func Either(given [][]byte) int {
	var b Batch = static(given)
	if len(given) == 0 {
		b = NewBatch()
	}
	b.Release()
	return len(b.Values())
}
