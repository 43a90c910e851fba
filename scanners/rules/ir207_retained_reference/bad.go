// Package squeeze compresses responses.
package squeeze

import (
	"compress/gzip"
	"io"
	"sync"
)

// Handler compresses with pooled writers.
type Handler struct {
	writers sync.Pool
}

// NewHandler makes the pool with its owner.
func NewHandler() *Handler {
	return &Handler{writers: sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}}
}

// Write leaves the response in the pooled writer.
func (h *Handler) Write(response io.Writer, body []byte) error {
	zw := h.writers.Get().(*gzip.Writer)
	defer h.writers.Put(zw) // want "still refers to what it was reset to"
	zw.Reset(response)
	if _, err := zw.Write(body); err != nil {
		return err
	}
	return zw.Close()
}
