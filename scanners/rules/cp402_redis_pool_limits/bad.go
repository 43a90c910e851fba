// Package sessions leaves the size of its pool to the library.
package sessions

import "github.com/redis/go-redis/v9"

type Store struct{ client *redis.Client }

func NewStore(address string) *Store {
	return &Store{client: redis.NewClient(&redis.Options{Addr: address})} // want "`redis.Options` is made without `PoolSize`, `MinIdleConns`"
}

// NewCache bounds the pool and lets it run dry.
func NewCache(address string) *Store {
	options := &redis.Options{Addr: address, PoolSize: 100} // want "without `MinIdleConns`"
	return &Store{client: redis.NewClient(options)}
}
