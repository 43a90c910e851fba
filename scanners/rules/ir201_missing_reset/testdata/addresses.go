// Package addresses gives functions the address of a part to fill.
package addresses

import (
	"encoding/json"
	"sync"
	"sync/atomic"
)

type page struct {
	raw   []byte
	value int
}

var pages = sync.Pool{New: func() any { return new(page) }}

func read(raw []byte) (int, error) {
	p := pages.Get().(*page)
	defer pages.Put(p)
	if err := json.Unmarshal(raw, &p.value); err != nil {
		return 0, err
	}
	return p.value, nil
}

func write(value int, to func(any)) {
	p := pages.Get().(*page)
	p.value = value
	to(p.value)
	pages.Put(p)
}

type tally struct{ n int32 }

var tallies = sync.Pool{New: func() any { return new(tally) }}

// An atomic operation fills nothing.
func count(words []string) int32 {
	t := tallies.Get().(*tally)
	for range words {
		atomic.AddInt32(&t.n, 1)
	}
	n := t.n
	tallies.Put(t)
	return n
}

func start(n int32, use func(int32)) {
	t := tallies.Get().(*tally)
	t.n = n
	use(t.n)
	tallies.Put(t) // want "its next user trusts the field `n`"
}
