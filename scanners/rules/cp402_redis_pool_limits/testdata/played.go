// Package played has a client of a server that only plays one.
package played

import (
	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

func newClient() (*redis.Client, error) {
	server, err := miniredis.Run()
	if err != nil {
		return nil, err
	}
	return redis.NewClient(&redis.Options{Addr: server.Addr()}), nil
}
