// Package goroutines starts several that each take an object and put it back.
package goroutines

import "sync"

type brush struct{ row []byte }

var brushes sync.Pool

func lend(width int) *brush {
	if b, ok := brushes.Get().(*brush); ok && cap(b.row) >= width {
		return b
	}
	return &brush{row: make([]byte, width)}
}

// Paint takes one in each goroutine.
func Paint(lines, width int) {
	for line := range lines {
		go func() {
			b := lend(width)
			b.row[0] = byte(line)
			brushes.Put(b)
		}()
	}
}

// Share gives all of them the same.
func Share(lines, width int) {
	b := lend(width)
	for line := range lines {
		go func() {
			b.row[0] = byte(line)
			brushes.Put(b) // want "the loop puts `b` back into `brushes` more than once"
		}()
	}
}
