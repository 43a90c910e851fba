package renamed

import locks "sync"

var pool = locks.Pool{New: func() any { return 1 }} // pool: pool package int

func use() {
	pool.Put(2) // put: pool
}
