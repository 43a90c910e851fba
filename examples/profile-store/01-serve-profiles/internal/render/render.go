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

var buffers = sync.Pool{
	New: func() any { return new(bytes.Buffer) },
}

// Renderer writes profiles.
type Renderer struct{}

// New returns a renderer.
func New() *Renderer {
	return &Renderer{}
}

// Render writes p to w in one call.
func (r *Renderer) Render(w io.Writer, p profile.Profile) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := json.NewEncoder(buf).Encode(p); err != nil {
		return fmt.Errorf("encode profile: %w", err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	return nil
}
