// Package sessions says how many connections it opens and keeps.
package sessions

import "github.com/redis/go-redis/v9"

type Store struct{ client *redis.Client }

func NewStore(address string) *Store {
	return &Store{client: redis.NewClient(&redis.Options{Addr: address, PoolSize: 100, MinIdleConns: 10})}
}

// NewCache sets the limits after the address.
func NewCache(address string) *Store {
	options := &redis.Options{Addr: address}
	bound(options)
	return &Store{client: redis.NewClient(options)}
}

func bound(options *redis.Options) {
	options.PoolSize = 100
	options.MinIdleConns = 10
}
