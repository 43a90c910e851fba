// Package redigo has the pools of another library, in the shapes that it offers.
package redigo

import (
	"time"

	"github.com/gomodule/redigo/redis"
)

func dial() (redis.Conn, error) { return redis.Dial("tcp", "cache:6379") }

var bounded = redis.Pool{MaxActive: 100, MaxIdle: 10, IdleTimeout: time.Minute, Dial: dial}

var unbounded = &redis.Pool{MaxIdle: 10, Dial: dial} // want "`redis.Pool` is made without `MaxActive`, `IdleTimeout`"

func make1() *redis.Pool {
	return redis.NewPool(dial, 10) // want "`redis.NewPool` is made without `MaxActive`, `IdleTimeout`"
}

func make2() *redis.Pool {
	pool := redis.NewPool(dial, 10)
	pool.MaxActive = 100
	pool.IdleTimeout = time.Minute
	return pool
}
