//go:build !linux

package variants

import (
	"os"
	"sync"
)

type coder struct{ file *os.File }

var coders = sync.Pool{New: func() any { return new(coder) }}

func (c *coder) release() {
	c.file = nil
	coders.Put(c)
}
