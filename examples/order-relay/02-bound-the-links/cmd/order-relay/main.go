// Command order-relay relays orders from the shops to the matching engine.
package main

import (
	"context"
	"flag"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"example.com/order-relay/internal/engine"
	"example.com/order-relay/internal/relay"
)

func main() {
	listen := flag.String("listen", ":7000", "address to take orders on")
	address := flag.String("engine", "127.0.0.1:7100", "address of the matching engine")
	links := flag.Int("links", 32, "links to the engine that are kept open")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		slog.Error("cannot listen", "error", err)
		os.Exit(1)
	}
	slog.Info("taking orders", "listen", listener.Addr(), "engine", *address)
	client := engine.NewClient(*address, *links)
	defer client.Close()
	if err := relay.New(client).Serve(ctx, listener); err != nil {
		slog.Error("stopped", "error", err)
	}
}
