// Package borrowed holds escapes of objects from pools inside dependencies.
package borrowed

import (
	"github.com/oxtoacart/bpool"
	"go.uber.org/zap/buffer"
)

var (
	typed *bpool.BufferPool
	made  = buffer.NewPool()
)

func Typed(text string) []byte {
	b := typed.Get()
	defer typed.Put(b)
	b.WriteString(text)
	return b.Bytes() // want "`b.Bytes\(\)` is returned and shares its memory with `b`, which this function puts back into `bpool`"
}

func Freed(text string) []byte {
	b := made.Get()
	defer b.Free()
	b.AppendString(text)
	return b.Bytes() // want "`b.Bytes\(\)` is returned"
}

func Copied(text string) string {
	b := made.Get()
	defer b.Free()
	b.AppendString(text)
	return b.String()
}

func Local(text string) []byte {
	pool := bpool.NewSizedBufferPool(4, 64)
	b := pool.Get()
	b.WriteString(text)
	out := b.Bytes()
	pool.Put(b)
	return out // want "`out` is returned"
}

type other struct{ free func() }

func (o *other) Free() {}

// Unrelated is freed, and never came from a pool.
func Unrelated(o *other) *other {
	o.Free()
	return o
}
