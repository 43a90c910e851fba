package a

import "sync"

var pool = sync.Pool{New: func() any { return new(int) }} // pool: pool package *int
