// Package ingest takes messages over HTTP.
package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"example.com/message-gateway/internal/frame"
)

const maxBody = 2 * frame.MaxPayload // base64 and the JSON around it

// Sender delivers a frame; a broker's client is one.
type Sender interface {
	Send(ctx context.Context, f *frame.Frame) error
}

// Handler answers POST /messages.
type Handler struct {
	sender Sender
}

// NewHandler returns a handler that delivers through sender.
func NewHandler(sender Sender) *Handler {
	return &Handler{sender: sender}
}

type request struct {
	Topic   string `json:"topic"`
	Key     string `json:"key"`
	Payload []byte `json:"payload"`
}

// ServeHTTP answers 202 once the broker has the message.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := takeBody()
	defer giveBody(body)
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody)); err != nil {
		http.Error(w, "the message is too long", http.StatusRequestEntityTooLarge)
		return
	}
	var message request
	if err := json.Unmarshal(body.Bytes(), &message); err != nil {
		http.Error(w, "the message is not JSON", http.StatusBadRequest)
		return
	}
	h.deliver(w, r, message)
}

func (h *Handler) deliver(w http.ResponseWriter, r *http.Request, message request) {
	f := frame.Frames.Get().(*frame.Frame)
	defer frame.Frames.Put(f)
	f.Topic = message.Topic
	if message.Key != "" {
		f.Key = message.Key
	}
	f.Payload = message.Payload
	if err := f.Check(); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	if err := h.sender.Send(r.Context(), f); err != nil {
		status := http.StatusBadGateway
		if errors.Is(err, context.DeadlineExceeded) {
			status = http.StatusGatewayTimeout
		}
		slog.Warn("not delivered", "topic", message.Topic, "error", err)
		http.Error(w, "the broker did not take the message", status)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}
