// Package notes keeps one comment, which is needed.
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
	buf.WriteString(text)
	out := buf.String()
	w.buffers.Put(buf) //ironrules:ignore IR201 the text is the same each time
	return out
}
