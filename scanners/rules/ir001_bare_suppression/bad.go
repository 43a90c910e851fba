// Package notes suppresses findings without a word.
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
	w.buffers.Put(buf) //ironrules:ignore IR201 // want "`//ironrules:ignore IR201.*` gives no reason"
	return out
}

func (w *Writer) Drop(buf *bytes.Buffer) {
	w.buffers.Put(buf) //nolint:ironrules // // want "gives no reason, so it suppresses nothing"
}
