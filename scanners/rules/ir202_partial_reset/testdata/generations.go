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
