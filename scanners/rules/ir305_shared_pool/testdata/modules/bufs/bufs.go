// Package bufs hands its pools out.
package bufs

import "sync"

var pool = sync.Pool{New: func() any { return new([512]byte) }} // want "`pool` serves several packages, which touch the pool itself: `example.com/modules/reader`, `example.com/modules/writer`"

func Pool() *sync.Pool { return &pool }

// One package alone uses it.
var Single = sync.Pool{New: func() any { return new([512]byte) }}
