// Package sizes makes objects of sizes that are and are not constant.
package sizes

import "sync"

var grown = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

// What is too small is made anew, as large as it has to be.
func Grown(n int) []byte {
	b := grown.Get().([]byte)
	if cap(b) < n {
		b = make([]byte, 0, n)
	}
	return b
}

func Done(b []byte) { grown.Put(b[:0]) }

var same = sync.Pool{New: func() any { return make([]byte, 64) }}

func Fill() {
	b := make([]byte, 64)
	same.Put(b)
}

// Length and capacity are not mixed up.
var half = sync.Pool{New: func() any { return make([]byte, 32, 64) }}

func Half() { half.Put(make([]byte, 0, 64)) }

// A pool for each size: what is taken from one goes back there.
var (
	classes = []int{1 << 10, 4 << 10}
	tiers   = [...]sync.Pool{
		{New: func() any { return make([]byte, 1<<10) }},
		{New: func() any { return make([]byte, 4<<10) }},
	}
)

func Tier(n int) []byte {
	at := 0
	if n > classes[0] {
		at = 1
	}
	return tiers[at].Get().([]byte)
}

func Back(b []byte) {
	for at, n := range classes {
		if len(b) == n {
			tiers[at].Put(b)
		}
	}
}

// One pool, and two sizes.
var mixed = sync.Pool{New: func() any { return make([]byte, 1<<10) }} // want "objects of different sizes meet in `mixed`: 1024, 4096"

func Mixed() []byte { return mixed.Get().([]byte) }

func Larger() { mixed.Put(make([]byte, 4<<10)) }

// Pools in a map that several goroutines may fill: each is there for the size that is its key.
var bySize sync.Map

func init() {
	bySize.Store(1<<10, &sync.Pool{New: func() any { b := make([]byte, 1<<10); return &b }})
	bySize.Store(4<<10, &sync.Pool{New: func() any { b := make([]byte, 4<<10); return &b }})
}

func OfSize(n int) *[]byte {
	p, ok := bySize.Load(n)
	if !ok {
		return nil
	}
	b, _ := p.(*sync.Pool).Get().(*[]byte)
	return b
}

// The pool in each element of a list is another one.
var drawers = []struct {
	size int
	free sync.Pool
}{
	{size: 1 << 10, free: sync.Pool{New: func() any { return make([]byte, 1<<10) }}},
	{size: 4 << 10, free: sync.Pool{New: func() any { return make([]byte, 4<<10) }}},
}

func Drawer(n int) []byte {
	for i := range drawers {
		if n <= drawers[i].size {
			return drawers[i].free.Get().([]byte)[:n]
		}
	}
	return make([]byte, n)
}

func BackToDrawer(b []byte) {
	for i := range drawers {
		if cap(b) == drawers[i].size {
			drawers[i].free.Put(b)
		}
	}
}

// This is one pool, though it is a field.
type shop struct{ free sync.Pool } // want "objects of different sizes meet in `shop.free`: 1024, 4096"

func newShop(large bool) *shop {
	return &shop{free: sync.Pool{New: func() any {
		if large {
			return make([]byte, 4<<10)
		}
		return make([]byte, 1<<10)
	}}}
}

func (s *shop) take() []byte { return s.free.Get().([]byte) }

func (s *shop) give(b []byte) { s.free.Put(b) }
