// Package engine speaks to the matching engine.
package engine

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"time"
)

const timeout = time.Second

// Client sends orders to one engine and keeps a bounded number of links open.
type Client struct {
	address string
	idle    chan *link
}

type link struct {
	conn   net.Conn
	answer *bufio.Reader
}

// NewClient returns a client that keeps up to size links open while they are not in use.
func NewClient(address string, size int) *Client {
	return &Client{address: address, idle: make(chan *link, size)}
}

// Submit sends one encoded order and returns the engine's answer.
func (c *Client) Submit(ctx context.Context, encoded []byte) (string, error) {
	l, err := c.take(ctx)
	if err != nil {
		return "", err
	}
	answer, err := l.exchange(ctx, encoded)
	if err != nil {
		l.conn.Close()
		return "", err
	}
	c.give(l)
	return answer, nil
}

// Close closes the links that are not in use.
func (c *Client) Close() {
	for {
		select {
		case l := <-c.idle:
			l.conn.Close()
		default:
			return
		}
	}
}

func (c *Client) take(ctx context.Context) (*link, error) {
	select {
	case l := <-c.idle:
		return l, nil
	default:
	}
	dialer := net.Dialer{Timeout: timeout}
	conn, err := dialer.DialContext(ctx, "tcp", c.address)
	if err != nil {
		return nil, fmt.Errorf("dial engine: %w", err)
	}
	return &link{conn: conn, answer: bufio.NewReader(conn)}, nil
}

func (c *Client) give(l *link) {
	select {
	case c.idle <- l:
	default:
		l.conn.Close()
	}
}

func (l *link) exchange(ctx context.Context, encoded []byte) (string, error) {
	deadline := time.Now().Add(timeout)
	if asked, ok := ctx.Deadline(); ok && asked.Before(deadline) {
		deadline = asked
	}
	if err := l.conn.SetDeadline(deadline); err != nil {
		return "", fmt.Errorf("set deadline: %w", err)
	}
	if _, err := l.conn.Write(encoded); err != nil {
		return "", fmt.Errorf("send order: %w", err)
	}
	answer, err := l.answer.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	return answer, nil
}
