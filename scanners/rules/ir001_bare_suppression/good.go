// Package notes says why.
package notes

import (
	"bytes"
	"sync"
)

type Writer struct{ buffers sync.Pool }

func (w *Writer) Render(text string) string {
	buf, ok := w.buffers.Get().(*bytes.Buffer)
	if !ok {
		buf = new(bytes.Buffer)
	}
	buf.Truncate(0)
	buf.WriteString(text)
	out := buf.String()
	w.buffers.Put(buf) //ironrules:ignore IR201 every Get is followed by a Truncate
	return out
}

func (w *Writer) Drop(buf *bytes.Buffer) {
	//nolint:gosec // another tool's business
	w.buffers.Put(buf) //nolint:ironrules // texts here have at most 80 bytes
}
