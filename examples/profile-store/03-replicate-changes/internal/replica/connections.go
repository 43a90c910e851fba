package replica

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// errClosed means that the pool was closed.
var errClosed = errors.New("replica: closed")

// connections is a pool of TCP connections: at most cap(slots) are open at a time, idle ones are kept.
type connections struct {
	address string
	slots   chan net.Conn // a nil stands for a connection that is yet to be dialled
	closed  chan struct{}
}

func newConnections(address string, size int) *connections {
	c := &connections{address: address, slots: make(chan net.Conn, size), closed: make(chan struct{})}
	for range size {
		c.slots <- nil
	}
	return c
}

// take waits for a slot and returns its connection, dialled if need be.
func (c *connections) take(ctx context.Context) (net.Conn, error) {
	select {
	case conn := <-c.slots:
		if conn != nil {
			return conn, nil
		}
	case <-c.closed:
		return nil, errClosed
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a connection: %w", ctx.Err())
	}
	dialer := net.Dialer{Timeout: time.Second, KeepAlive: 30 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", c.address)
	if err != nil {
		c.slots <- nil
		return nil, fmt.Errorf("dial replica: %w", err)
	}
	return conn, nil
}

// give frees a slot; a connection that failed is closed and dialled anew by whoever comes next.
func (c *connections) give(conn net.Conn, healthy bool) {
	if !healthy {
		conn.Close()
		conn = nil
	}
	c.slots <- conn
}

// close waits for the connections in use and closes all.
func (c *connections) close() {
	close(c.closed)
	for range cap(c.slots) {
		if conn := <-c.slots; conn != nil {
			conn.Close()
		}
	}
}
