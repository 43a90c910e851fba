// Package helpers has generic functions that take from pools of any element.
package helpers

import "sync"

var (
	floats = sync.Pool{New: func() any { return new([]float32) }}
	ints   = sync.Pool{New: func() any { return new([]int64) }}
)

func get[T any](pool *sync.Pool, size int) *[]T {
	held := pool.Get()
	if held == nil {
		made := make([]T, size)
		return &made
	}
	if p, ok := held.(*[]T); ok {
		*p = append((*p)[:0], make([]T, size)...)
		return p
	}
	made := make([]T, size)
	return &made
}

func put[T any](pool *sync.Pool, p *[]T) { pool.Put(p) }

func sum(size int, fill func([]float32, []int64)) {
	f, i := get[float32](&floats, size), get[int64](&ints, size)
	fill(*f, *i)
	put(&floats, f)
	put(&ints, i)
}
