// Package marks holds loops that remember in a number whether they still hold an object.
package marks

import (
	"bytes"
	"sync"
)

var buffers sync.Pool

// Evict marks the wrong way round: after the Put the next round goes on with the same buffer.
func Evict(all map[int]*bytes.Buffer) {
	chosen := 0
	var old *bytes.Buffer
	for key, b := range all {
		if chosen == 0 {
			chosen = key
			old = b
			continue
		}
		buffers.Put(old) // want "the loop puts `old` back into `buffers` more than once"
		chosen = 1
	}
}

// Counted goes on counting: what the number was compared with is not known after that.
func Counted(all []int) {
	left := 0
	var b *bytes.Buffer
	for _, each := range all {
		if left == 0 {
			b, _ = buffers.Get().(*bytes.Buffer)
			left = each
		}
		b.Reset()
		left += each
		if left != 0 {
			buffers.Put(b) // want "the loop puts `b` back into `buffers` more than once"
		}
	}
}

// Named compares texts.
func Named(all []string) {
	name := ""
	var b *bytes.Buffer
	for _, each := range all {
		if name == "" {
			b, _ = buffers.Get().(*bytes.Buffer)
			name = each
			continue
		}
		b.WriteString(each)
		buffers.Put(b)
		name = ""
	}
}
