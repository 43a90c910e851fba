// Package kept keeps objects out of the pool where a flag or an error says so.
package kept

import (
	"errors"
	"sync"
)

var errNegative = errors.New("negative")

type counter struct {
	sum    int
	rounds int
	name   string
	broken bool
	late   bool
	err    error
}

var counters = sync.Pool{New: func() any { return new(counter) }}

func (c *counter) count(n int) {
	if c.err != nil {
		return
	}
	c.sum += n
	if n < 0 {
		c.broken = true
		c.err = errNegative
	}
	if n > 100 {
		c.late = true
	}
}

func (c *counter) reset() {
	c.sum, c.rounds = 0, 0
	c.name = "" // want "without `late`: the next user"
}

func put(c *counter) {
	if c.err != nil {
		return
	}
	if !c.broken {
		c.reset()
		counters.Put(c)
	}
}

func Count(numbers []int) (int, bool) {
	c := counters.Get().(*counter)
	defer put(c)
	for _, each := range numbers {
		c.count(each)
	}
	return c.sum, c.late || c.broken
}
