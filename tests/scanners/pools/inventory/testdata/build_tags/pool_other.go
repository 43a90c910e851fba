//go:build !linux

package a

import "sync"

var pool = sync.Pool{New: func() any { return new(string) }} // pool: pool package *string
