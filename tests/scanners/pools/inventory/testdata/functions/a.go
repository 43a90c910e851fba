package a

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: newBuffer} // pool: pool package *bytes.Buffer

func newBuffer() any {
	var b bytes.Buffer
	return &b
}

// Method values stand for the method.
func methodValues() {
	get, put := pool.Get, pool.Put
	b := get().(*bytes.Buffer) // get: pool
	put(b)                     // put: pool
	var again func() any = pool.Get
	_ = again()       // get: pool
	defer pool.Put(b) // put: pool
	giveBack := (&pool).Put
	defer giveBack(b) // put: pool
}

func methodExpression() {
	b := (*sync.Pool).Get(&pool) // get: pool
	(*sync.Pool).Put(&pool, b)   // put: pool
}

// Each caller has a pool of its own.
func newPool(size int) *sync.Pool {
	return &sync.Pool{New: func() any { return make([]byte, size) }}
}

func named(size int) (p *sync.Pool) {
	p = &sync.Pool{New: func() any { return make([]int, size) }}
	return
}

func value() sync.Pool { return sync.Pool{New: func() any { return 1 }} }

var (
	kilo   = newPool(1 << 10) // pool: kilo package []byte
	mega   = newPool(1 << 20) // pool: mega package []byte
	ints   = named(3)         // pool: ints package []int
	value1 = value()          // pool: value1 package int
)

type owner struct {
	pool *sync.Pool // pool: owner.pool field []byte
}

func newOwner() *owner { return &owner{pool: newPool(3)} }

func (o *owner) use() {
	b := o.pool.Get().([]byte) // get: owner.pool
	o.pool.Put(b)              // put: owner.pool
	kilo.Put(b)                // put: kilo
	mega.Put(b)                // put: mega
	_ = ints.Get()             // get: ints
	local := newPool(1)        // pool: owner.use.local local []byte
	local.Put(b)               // put: owner.use.local
}

// Nobody here calls it.
func NewPool() *sync.Pool {
	return &sync.Pool{New: func() any { return 1.5 }} // pool: NewPool literal float64
}

// A function that picks a pool and hands it out.
func pick(big bool) *sync.Pool {
	if big {
		return mega
	}
	return kilo
}

func picked(x []byte) {
	p := pick(len(x) > 1024)
	p.Put(x)          // put: kilo; put: mega
	pick(true).Put(x) // put: kilo; put: mega
}

// Closures see the pools of the function around them.
var handler = func() func() {
	p := &sync.Pool{New: newBuffer} // pool: handler.p local *bytes.Buffer
	return func() {
		b := p.Get() // get: handler.p
		defer func() {
			p.Put(b) // put: handler.p
		}()
	}
}()
