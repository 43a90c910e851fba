// Package redis declares as much as the examples need to compile.
package redis

type Options struct {
	Addr         string
	PoolSize     int
	MinIdleConns int
}

type Client struct{}

func NewClient(*Options) *Client { return &Client{} }
