package a

import "sync"

var small, large sync.Pool

func For(size int) *sync.Pool { // want "`For` hands the pool `large` itself out" "`For` hands the pool `small` itself out"
	if size > 1024 {
		return &large
	}
	return &small
}

func pick(size int) *sync.Pool {
	return &small
}

// Handing on what an unexported function hands out.
func Default() *sync.Pool { return pick(0) } // want "`Default` hands the pool `small` itself out"

func Named() (p *sync.Pool, err error) { // want "`Named` hands the pool `large` itself out"
	p = &large
	return
}

// The objects are handed out, not the pool.
func Object() any { return small.Get() }

func Borrow() (any, func(any)) { return small.Get(), func(x any) { small.Put(x) } }

// Everybody gets a new one.
func New() *sync.Pool { return &sync.Pool{} }

type local struct{ pool sync.Pool }

// The type is not exported: nobody outside has one to call this on.
func (l *local) Pool() *sync.Pool { return &l.pool }

func use() { small.Put(pick(1).Get()) }
