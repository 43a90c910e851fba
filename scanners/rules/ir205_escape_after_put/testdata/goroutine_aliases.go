// Package goroutinealiases has goroutines with slices that were cut from an object outside of them.
package goroutinealiases

import (
	"bytes"
	"io"
	"sync"
)

var blocks = sync.Pool{New: func() any { return make([]byte, 4096) }}

type document struct{ text []byte }

func (d *document) parse(text []byte) error {
	d.text = text
	return nil
}

func Parse(r io.Reader, parsed chan<- *document) {
	block := blocks.Get().([]byte)
	n, _ := r.Read(block)
	block = block[:n]
	trimmed := bytes.TrimSpace(block)
	go func() {
		defer blocks.Put(block)
		var d document
		if d.parse(trimmed) == nil {
			parsed <- &d // want "`&d` is sent to another goroutine and shares its memory with `block`"
		}
	}()
}

func ParseCopy(r io.Reader, parsed chan<- *document) {
	block := blocks.Get().([]byte)
	n, _ := r.Read(block)
	copied := bytes.Clone(block[:n])
	go func() {
		defer blocks.Put(block)
		var d document
		if d.parse(copied) == nil {
			parsed <- &d
		}
	}()
}

// Another cuts its slice from the block before.
func Another(parsed chan<- *document) {
	block := blocks.Get().([]byte)
	trimmed := bytes.TrimSpace(block)
	block = blocks.Get().([]byte)
	go func() {
		defer blocks.Put(block)
		parsed <- &document{trimmed}
	}()
}
