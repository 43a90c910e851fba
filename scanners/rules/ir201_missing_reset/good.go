// Package logline renders log lines in pooled buffers.
package logline

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// Writer renders lines for one output.
type Writer struct {
	out     io.Writer
	buffers sync.Pool
}

// NewWriter makes the pool with its owner.
func NewWriter(out io.Writer) *Writer {
	return &Writer{out: out, buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

// Print resets the buffer on every path.
func (w *Writer) Print(level, message string) error {
	buf := w.buffers.Get().(*bytes.Buffer)
	defer func() {
		buf.Reset()
		w.buffers.Put(buf)
	}()
	fmt.Fprintf(buf, "%s %s\n", level, message)
	_, err := buf.WriteTo(w.out)
	return err
}
