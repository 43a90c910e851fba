// Package shapes copies pools in other ways, and does not.
package shapes

import (
	"fmt"
	"sync"
)

// A generic wrapper that is made and handed on by value.
type Wrapper[T any] struct{ pool sync.Pool }

func newWrapper[T any](make func() T) Wrapper[T] {
	return Wrapper[T]{pool: sync.Pool{New: func() any { return make() }}}
}

func (w *Wrapper[T]) Get() T  { return w.pool.Get().(T) }
func (w *Wrapper[T]) Put(x T) { w.pool.Put(x) }

type server struct {
	numbers Wrapper[*int]
}

func numbers() (Wrapper[*int], error) {
	wrapper := newWrapper(func() *int { return new(int) })
	return wrapper, nil // want "`wrapper` is returned by value"
}

func newServer() (*server, error) {
	wrapper, err := numbers()
	if err != nil {
		return nil, err
	}
	return &server{numbers: wrapper}, nil // want "this literal copies `wrapper`"
}

// A call that makes one is no copy.
func direct() *server {
	return &server{numbers: newWrapper(func() *int { return new(int) })}
}

type shard struct {
	index int
	pool  sync.Pool
}

func (s shard) Index() int { return s.index } // want "the receiver `s` is `shard` by value"

func (s *shard) get() any { return s.pool.Get() }

var shards [4]shard

func each() {
	for _, s := range shards { // want "`shards` is ranged over by value"
		_ = s.get()
	}
	for i := range shards {
		_ = shards[i].get()
	}
	first := shards[0] // want "this assignment copies `shards.0.`"
	_ = first.get()
	pointer := &shards[1]
	_ = pointer.get()
}

func show(s *shard) {
	fmt.Println(*s) // want "`.s` is handed over by value"
	fmt.Println(s)
}

// Pools behind pointers are not copied with the struct.
type reference struct{ pool *sync.Pool }

func (r reference) get() any { return r.pool.Get() }

func share(r reference) reference { return r }

// A slice header is copied, the pools in it are not.
type slices struct{ pools []sync.Pool }

func (s slices) get(i int) any { return s.pools[i].Get() }

// Made by the constructor's helper, once.
type lazy struct{ pool sync.Pool }

func newLazy() *lazy {
	l := new(lazy)
	l.init()
	return l
}

func (l *lazy) init() { l.pool = sync.Pool{New: func() any { return new(int) }} }

func (l *lazy) get() any { return l.pool.Get() }

// A function type and an interface copy nothing.
type taker interface{ take(s shard) }

type takes func(s shard)

// Called Init, it is called once.
type started struct{ pool sync.Pool }

func newStarted() *started {
	s := new(started)
	s.Init()
	return s
}

func (s *started) Init() { s.pool = sync.Pool{New: func() any { return new(int) }} }

func (s *started) get() any { return s.pool.Get() }

type shelf struct {
	size int
	pool sync.Pool
}

type shelves struct{ all *[4]shelf }

// find ranges over an array behind a pointer.
func (s *shelves) find(size int) any {
	for _, each := range s.all { // want "`s.all` is ranged over by value"
		if each.size >= size {
			return each.pool.Get()
		}
	}
	return nil
}
