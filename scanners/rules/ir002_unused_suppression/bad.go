// Package notes keeps comments whose findings went away.
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
	buf.Reset()
	w.buffers.Put(buf) //ironrules:ignore IR201,IR206 private // want "suppresses nothing of IR201" "suppresses nothing of IR206"
	return out
}

func Size(text string) int {
	return len(text) //nolint:ironrules // no pool here // want "suppresses nothing of ironrules"
}

func Twice(text string) string {
	return text + text //ironrules:ignore short texts // want "names no rule"
}

func Thrice(text string) string {
	return text + text + text //ironrules:ignore IR999 short texts // want "no rule is called IR999"
}
