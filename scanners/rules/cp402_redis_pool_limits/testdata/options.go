// Package options configures clients of several kinds.
package options

import (
	older "github.com/go-redis/redis/v8"
	"github.com/redis/go-redis/v9"
	oldest "gopkg.in/redis.v5"
)

type Options struct{ Addr string }

var own = Options{Addr: "cache:6379"}

func cluster(addresses []string) *redis.ClusterClient {
	return redis.NewClusterClient(&redis.ClusterOptions{Addrs: addresses, PoolSize: 10}) // want "`redis.ClusterOptions` is made without `MinIdleConns`"
}

func failover() *older.Client {
	return older.NewFailoverClient(&older.FailoverOptions{MasterName: "m", MinIdleConns: 2}) // want "without `PoolSize`"
}

// What a URL says is not known.
func parsed(url string) (*redis.Client, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	return redis.NewClient(options), nil
}

// Before version 6 there were no minimal connections to be set.
func pinned(address string) []*oldest.Client {
	return []*oldest.Client{
		oldest.NewClient(&oldest.Options{Addr: address}), // want "`redis.Options` is made without `PoolSize`"
		oldest.NewClient(&oldest.Options{Addr: address, PoolSize: 20}),
	}
}
