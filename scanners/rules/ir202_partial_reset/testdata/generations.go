// Package generations counts how often an object has been used.
package generations

import "sync"

type digest struct {
	sums  []float64
	names []string
	count int
	epoch int
	seen  int
}

var digests = sync.Pool{New: func() any { return new(digest) }}

// Reset goes on with the epoch on purpose, and forgets what has been seen.
func (d *digest) Reset() {
	d.epoch++
	d.sums = d.sums[:0]
	d.names = d.names[:0]
	d.count = 0 // want "without `seen`"
}

func (d *digest) add(name string, sum float64) int {
	d.sums = append(d.sums, sum)
	d.names = append(d.names, name)
	d.count++
	d.seen++
	return d.epoch
}

func Add(names map[string]float64) (int, int) {
	d := digests.Get().(*digest)
	epoch := 0
	for name, sum := range names {
		epoch = d.add(name, sum)
	}
	seen := d.seen
	d.Reset()
	digests.Put(d)
	return epoch, seen
}

type guarded struct {
	names   []string
	sums    []float64
	version int
	passes  int
}

var guards = sync.Pool{New: func() any { return new(guarded) }}

func (g *guarded) begin() int {
	g.version++
	return g.version
}

func (g *guarded) add(name string, sum float64) int {
	version := g.begin()
	g.names = append(g.names, name)
	g.sums = append(g.sums, sum)
	g.passes++
	return version
}

// Reset counts a version too, by the method that all others count by.
func (g *guarded) Reset() {
	g.begin()
	g.names = g.names[:0]
	g.sums = g.sums[:0] // want "without `passes`"
}

func Guard(names map[string]float64) (int, int) {
	g := guards.Get().(*guarded)
	version := 0
	for name, sum := range names {
		version = g.add(name, sum)
	}
	passes := g.passes
	g.Reset()
	guards.Put(g)
	return version, passes
}

type header struct {
	prefix []byte
	item   []byte
	count  int
	lent   bool
	last   bool
}

var headers = sync.Pool{New: func() any { return new(header) }}

// Reset asks for a flag that tells it how to reset, and that nobody else asks for.
func (h *header) Reset() {
	if h.lent {
		h.prefix, h.item = nil, nil
	} else {
		h.prefix, h.item = h.prefix[:0], h.item[:0]
	}
	h.count = 0 // want "without `last`"
}

func (h *header) read(from []byte) {
	h.lent = true
	h.prefix, h.item = from[:1], from[1:]
	if len(from) == 1 {
		h.last = true
	}
	h.count++
}

func (h *header) more() bool { return !h.last }

func Headers(all [][]byte) (n int) {
	h := headers.Get().(*header)
	for _, each := range all {
		h.read(each)
		if !h.more() {
			break
		}
		n += h.count
	}
	h.Reset()
	headers.Put(h)
	return n
}
