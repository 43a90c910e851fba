package a

import "sync"

type node struct{ next *node }

func local() {
	var pool sync.Pool         // pool: local.pool local *node
	n, _ := pool.Get().(*node) // get: local.pool
	pool.Put(n)                // put: local.pool

	short := sync.Pool{New: func() any { return new(node) }} // pool: local.short local *node
	defer short.Put(short.Get())                             // get: local.short; put: local.short

	pointer := &sync.Pool{} // pool: local.pointer local -
	alias := pointer
	_ = alias.Get() // get: local.pointer
}

func (n *node) method() {
	p := sync.Pool{} // pool: node.method.p local *node
	p.Put(n)         // put: node.method.p
}

func first() { pool := new(sync.Pool); pool.Put(1) } // pool: first.pool local int; put: first.pool

func second() { pool := new(sync.Pool); pool.Put("") } // pool: second.pool local string; put: second.pool

// Two of one name in one function stay apart.
func twice(yes bool) {
	if yes {
		pool := &sync.Pool{} // pool: twice.pool local int
		pool.Put(1)          // put: twice.pool
	} else {
		pool := &sync.Pool{} // pool: twice.pool local string
		pool.Put("")         // put: twice.pool
	}
}

// A parameter into which no pool of this module flows.
func Handed(p *sync.Pool) { // pool: Handed.p parameter *node
	p.Put(&node{}) // put: Handed.p
}

func Unused(p *sync.Pool) {}

func unnamed() {
	new(sync.Pool).Put(1) // pool: unnamed literal int; put: unnamed
}

func captured() func() *node {
	var pool sync.Pool // pool: captured.pool local *node
	return func() *node {
		n, ok := pool.Get().(*node) // get: captured.pool
		if !ok {
			n = &node{}
		}
		return n
	}
}
