// Package options configures clients of several kinds.
package options

import (
	"context"

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

// Functions at hand use it one after the other.
func check(ctx context.Context, address string) error {
	client := dial(address)
	defer hangUp(client)
	return client.Ping(ctx).Err()
}

func dial(address string) *redis.Client {
	options := &redis.Options{Addr: address}
	return redis.NewClient(options)
}

func hangUp(client *redis.Client) { _ = client.Close() }

type session struct{ client *redis.Client }

// Who has it may use it from several goroutines.
func begin(address string) *session {
	options := &redis.Options{Addr: address} // want "`redis.Options` is made without `PoolSize`, `MinIdleConns`"
	return &session{client: redis.NewClient(options)}
}

func watch(ctx context.Context, address string) error {
	client := redis.NewClient(&redis.Options{Addr: address}) // want "`redis.Options` is made without `PoolSize`, `MinIdleConns`"
	go func() { _ = client.Ping(ctx).Err() }()
	return client.Ping(ctx).Err()
}
