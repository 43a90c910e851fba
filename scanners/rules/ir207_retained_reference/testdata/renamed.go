// Package renamed holds types whose fields are declared in Go's own packages.
package renamed

import (
	"bytes"
	"sync"
)

type draft bytes.Buffer

var drafts = sync.Pool{New: func() any { return new(draft) }}

func measure(text []byte) int {
	d := drafts.Get().(*draft)
	b := (*bytes.Buffer)(d)
	b.Reset()
	b.Write(text)
	n := b.Len()
	b.Reset()
	drafts.Put(d)
	return n
}
