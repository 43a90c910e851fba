// Package engine speaks to the matching engine.
package engine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Address is where the engine listens; set once, before the first order.
var Address string

const timeout = time.Second

// ErrDown means that the engine could not be reached.
var ErrDown = errors.New("engine: not reachable")

// Link is a connection to the engine with its reader.
type Link struct {
	conn   net.Conn
	answer *bufio.Reader
}

// Links holds the links that are not in use.
var Links = sync.Pool{
	New: func() any {
		conn, err := net.DialTimeout("tcp", Address, timeout)
		if err != nil {
			return (*Link)(nil)
		}
		return &Link{conn: conn, answer: bufio.NewReader(conn)}
	},
}

// Submit sends one encoded order and returns the engine's answer.
func Submit(ctx context.Context, encoded []byte) (string, error) {
	link := Links.Get().(*Link)
	if link == nil {
		return "", ErrDown
	}
	answer, err := link.exchange(ctx, encoded)
	if err != nil {
		link.conn.Close()
		return "", err
	}
	Links.Put(link)
	return answer, nil
}

func (l *Link) exchange(ctx context.Context, encoded []byte) (string, error) {
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
