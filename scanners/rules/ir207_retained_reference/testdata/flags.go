// Package flags has objects that tell their users of something.
package flags

import (
	"sync"
	"sync/atomic"
)

type watcher struct {
	ready *atomic.Bool
	done  atomic.Bool
	count int
}

var watchers = sync.Pool{New: func() any { return new(watcher) }}

// The flag that is set is the user's, and stays.
func watch(ready *atomic.Bool, values []int) int {
	w := watchers.Get().(*watcher)
	w.ready = ready
	w.count = len(values)
	w.ready.Store(w.count > 0)
	n := w.count
	w.ready.Store(false)
	w.done.Store(false)
	watchers.Put(w) // want "still refers through `ready` to what belongs to its user"
	return n
}
