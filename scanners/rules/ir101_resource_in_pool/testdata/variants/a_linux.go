//go:build linux

// Package variants has a pool in each of two builds: the Puts of one say nothing of the other.
package variants

import (
	"os"
	"sync"
)

type coder struct{ file *os.File }

var coders = sync.Pool{New: func() any { return new(coder) }} // want "`coder.file` is a `\*os.File`"

func (c *coder) release() { coders.Put(c) }
