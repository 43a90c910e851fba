// Package deferred puts back by defer, and has second thoughts about it.
package deferred

import "sync"

type vector struct{ values []float64 }

var vectors = sync.Pool{New: func() any { return new(vector) }}

// A deferred Put has its object already: to forget the name of it takes nothing back.
func Forget(values []float64, sink chan<- *vector) {
	v := vectors.Get().(*vector)
	defer vectors.Put(v)
	v.values = append(v.values[:0], values...)
	if len(values) > 10 {
		sink <- v // want "`v` is sent to another goroutine"
		v = nil
	}
}

// What the closure reads is the name as it is by then.
func Keep(values []float64, sink chan<- *vector) {
	v := vectors.Get().(*vector)
	defer func() {
		if v != nil {
			vectors.Put(v)
		}
	}()
	v.values = append(v.values[:0], values...)
	if len(values) > 10 {
		sink <- v
		v = nil
	}
}
