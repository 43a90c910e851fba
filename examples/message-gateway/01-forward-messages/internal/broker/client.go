// Package broker speaks to the message broker.
package broker

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"example.com/message-gateway/internal/frame"
)

const acknowledged = 0x06

// Client sends frames to one broker.
type Client struct {
	address string
	timeout time.Duration
	dialer  net.Dialer
	encoder *frame.Encoder
}

// NewClient returns a client for the broker at address; timeout bounds each message as a whole.
func NewClient(address string, timeout time.Duration) *Client {
	return &Client{address: address, timeout: timeout, encoder: frame.NewEncoder()}
}

// Send delivers one frame and waits until the broker has it.
func (c *Client) Send(ctx context.Context, f *frame.Frame) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	conn, err := c.dialer.DialContext(ctx, "tcp", c.address)
	if err != nil {
		return fmt.Errorf("dial broker: %w", err)
	}
	defer conn.Close()
	return c.exchange(ctx, conn, f)
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
