// Package broker speaks to the message broker.
package broker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"example.com/message-gateway/internal/frame"
)

const acknowledged = 0x06

// Client sends frames to one broker.
type Client struct {
	timeout     time.Duration
	encoder     *frame.Encoder
	connections sync.Pool
}

// ErrUnreachable means that the broker could not be dialled.
var ErrUnreachable = errors.New("broker: unreachable")

// NewClient returns a client for the broker at address; timeout bounds each message as a whole.
func NewClient(address string, timeout time.Duration) *Client {
	client := &Client{timeout: timeout, encoder: frame.NewEncoder()}
	client.connections.New = func() any {
		conn, err := net.DialTimeout("tcp", address, timeout)
		if err != nil {
			return nil
		}
		return conn
	}
	return client
}

// Send delivers one frame and waits until the broker has it.
func (c *Client) Send(ctx context.Context, f *frame.Frame) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	conn, ok := c.connections.Get().(net.Conn)
	if !ok {
		return ErrUnreachable
	}
	if err := c.exchange(ctx, conn, f); err != nil {
		conn.Close()
		return err
	}
	c.connections.Put(conn)
	return nil
}

func (c *Client) exchange(ctx context.Context, conn net.Conn, f *frame.Frame) error {
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return fmt.Errorf("set deadline: %w", err)
		}
	}
	if err := c.encoder.Encode(conn, f); err != nil {
		return err
	}
	var answer [1]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return fmt.Errorf("read acknowledgement: %w", err)
	}
	if answer[0] != acknowledged {
		return fmt.Errorf("broker refused the frame with code %#x", answer[0])
	}
	return nil
}
