// Command message-gateway takes messages over HTTP and hands them to the broker over TCP.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/message-gateway/internal/broker"
	"example.com/message-gateway/internal/ingest"
)

func main() {
	listen := flag.String("listen", ":8080", "address to take messages on")
	address := flag.String("broker", "127.0.0.1:9092", "address of the broker")
	timeout := flag.Duration("timeout", 2*time.Second, "how long one message may take")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen, *address, *timeout); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, listen, address string, timeout time.Duration) error {
	mux := http.NewServeMux()
	mux.Handle("POST /messages", ingest.NewHandler(broker.NewClient(address, timeout)))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })

	server := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	slog.Info("taking messages", "listen", listen, "broker", address)

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(closing); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
