// Package relay takes orders from the shops and passes them on.
package relay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"

	"example.com/order-relay/internal/engine"
	"example.com/order-relay/internal/order"
)

// maxKept is the longest line that is kept for the next order.
const maxKept = 4 << 10

var lines = sync.Pool{
	New: func() any {
		line := make([]byte, 0, 256)
		return &line
	},
}

// Server relays the orders of all shops.
type Server struct {
	engine *engine.Client
	shops  sync.WaitGroup
}

// New returns a server that submits orders through client.
func New(client *engine.Client) *Server {
	return &Server{engine: client}
}

// Serve takes shops from the listener until ctx ends, and waits for those that are connected.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	defer s.shops.Wait()
	for {
		shop, err := listener.Accept()
		if err != nil {
			if ctx.Err() != nil && errors.Is(err, net.ErrClosed) {
				return nil
			}
			return fmt.Errorf("accept: %w", err)
		}
		s.shops.Add(1)
		go func() {
			defer s.shops.Done()
			defer shop.Close()
			s.serve(ctx, shop)
		}()
	}
}

func (s *Server) serve(ctx context.Context, shop net.Conn) {
	stop := context.AfterFunc(ctx, func() { shop.Close() })
	defer stop()
	scanner := bufio.NewScanner(shop)
	for scanner.Scan() {
		answer, err := s.relay(ctx, scanner.Text())
		if err != nil {
			slog.Warn("not relayed", "shop", shop.RemoteAddr(), "error", err)
			answer = "ERROR " + err.Error() + "\n"
		}
		if _, err := io.WriteString(shop, answer); err != nil {
			slog.Info("shop went away", "shop", shop.RemoteAddr(), "error", err)
			return
		}
	}
}

func (s *Server) relay(ctx context.Context, text string) (string, error) {
	o := order.Acquire()
	defer order.Release(o)
	if err := o.Parse(text); err != nil {
		return "", err
	}
	line := lines.Get().(*[]byte)
	defer func() {
		if cap(*line) <= maxKept {
			lines.Put(line)
		}
	}()
	*line = o.Append((*line)[:0])
	return s.engine.Submit(ctx, *line)
}
