// Package lender lends objects and takes them back: nobody else touches the pool.
package lender

import "sync"

var pool = sync.Pool{New: func() any { return new(int) }}

func Get() *int { return pool.Get().(*int) }

func Put(n *int) { pool.Put(n) }
