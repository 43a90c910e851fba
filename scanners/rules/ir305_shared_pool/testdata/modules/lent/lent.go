// Package lent takes from a pool that its caller lends it.
package lent

import "sync"

func Marshal(pool *sync.Pool) []byte {
	b, _ := pool.Get().([]byte)
	return append(b[:0], "lent"...)
}
