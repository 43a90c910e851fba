package foreign

import "example.com/m/sync"

var notAPool = sync.Pool{New: func() any { return 1 }}

func use() {
	notAPool.Put(notAPool.Get())
}
