// Package render writes profiles as JSON.
package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"example.com/profile-store/internal/profile"
)

const maxKept = 32 << 10

// Renderer writes profiles; it owns the buffers that it writes into.
type Renderer struct {
	buffers sync.Pool
}

// New returns a renderer with an empty pool.
func New() *Renderer {
	return &Renderer{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

// Render writes p to w in one call.
func (r *Renderer) Render(w io.Writer, p profile.Profile) error {
	buf := r.take()
	defer r.give(buf)
	if err := json.NewEncoder(buf).Encode(p); err != nil {
		return fmt.Errorf("encode profile: %w", err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	return nil
}

func (r *Renderer) take() *bytes.Buffer {
	return r.buffers.Get().(*bytes.Buffer)
}

func (r *Renderer) give(buf *bytes.Buffer) {
	if buf.Cap() > maxKept {
		return
	}
	buf.Reset()
	r.buffers.Put(buf)
}
