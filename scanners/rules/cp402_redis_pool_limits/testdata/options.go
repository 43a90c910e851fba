// Package options configures clients of several kinds.
package options

import (
	older "github.com/go-redis/redis/v8"
	"github.com/redis/go-redis/v9"
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
