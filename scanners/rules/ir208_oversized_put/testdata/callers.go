// Package callers has wrappers of Put that some callers use with care.
package callers

import (
	"bytes"
	"io"
	"sync"
)

const most = 1 << 16

var lines, pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}, sync.Pool{New: func() any { return new(bytes.Buffer) }}

// One bound here does for all who do not look.
func giveLine(b *bytes.Buffer) {
	b.Reset()
	lines.Put(b) // want "goes back into `lines` however large"
}

func readLine(r io.Reader) string {
	b := lines.Get().(*bytes.Buffer)
	b.ReadFrom(r)
	return b.String()
}

func careful(b *bytes.Buffer) {
	if b.Cap() <= most {
		giveLine(b)
	}
}

func first(b *bytes.Buffer)  { giveLine(b) }
func second(b *bytes.Buffer) { giveLine(b) }
func third(b *bytes.Buffer)  { giveLine(b) }
func fourth(b *bytes.Buffer) { giveLine(b) }

func givePage(b *bytes.Buffer) {
	b.Reset()
	pages.Put(b)
}

func readPage(r io.Reader) string {
	b := pages.Get().(*bytes.Buffer)
	b.ReadFrom(r)
	return b.String()
}

func checked(b *bytes.Buffer) {
	if b.Cap() <= most {
		givePage(b)
	}
}

// Only this caller does not look.
func unchecked(b *bytes.Buffer) {
	givePage(b) // want "goes back into `pages` however large"
}
