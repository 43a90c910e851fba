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

// Write lets go of the response before the writer goes back.
func (h *Handler) Write(response io.Writer, body []byte) error {
	zw := h.writers.Get().(*gzip.Writer)
	defer func() {
		zw.Reset(io.Discard)
		h.writers.Put(zw)
	}()
	zw.Reset(response)
	if _, err := zw.Write(body); err != nil {
		return err
	}
	return zw.Close()
}
