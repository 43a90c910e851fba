// Package page renders pages in pooled buffers.
package page

import (
	"bytes"
	"io"
	"sync"
)

// Renderer keeps every buffer, also that of the largest page ever rendered.
type Renderer struct {
	buffers sync.Pool
}

// NewRenderer makes the pool with its owner.
func NewRenderer() *Renderer {
	return &Renderer{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

// Render writes all rows at once.
func (r *Renderer) Render(out io.Writer, rows []string) error {
	buf := r.buffers.Get().(*bytes.Buffer)
	defer func() {
		buf.Reset()
		r.buffers.Put(buf) // want "goes back into `Renderer.buffers` however large"
	}()
	for _, row := range rows {
		buf.WriteString(row)
	}
	_, err := out.Write(buf.Bytes())
	return err
}
