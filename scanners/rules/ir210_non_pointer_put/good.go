// Package mirror copies streams.
package mirror

import (
	"io"
	"sync"
)

// Copier copies with pooled scratch.
type Copier struct {
	scratch sync.Pool
}

// NewCopier makes the pool with its owner.
func NewCopier() *Copier {
	return &Copier{scratch: sync.Pool{New: func() any {
		buf := make([]byte, 32<<10)
		return &buf
	}}}
}

// Copy puts back the pointer that it took.
func (c *Copier) Copy(to io.Writer, from io.Reader) error {
	buf := c.scratch.Get().(*[]byte)
	defer c.scratch.Put(buf)
	_, err := io.CopyBuffer(to, from, *buf)
	return err
}
