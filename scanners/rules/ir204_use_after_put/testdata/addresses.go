// Package addresses holds variables and fields whose address goes into the pool: what they are set to, the pool has.
package addresses

import "sync"

var lists = sync.Pool{New: func() any { return new([]int) }}

type results struct {
	rows []int
	left int
}

func open() *results {
	return &results{rows: (*lists.Get().(*[]int))[:0]}
}

// Close leaves nil in the pool.
func (r *results) Close() {
	lists.Put(&r.rows)
	r.left = 0
	r.rows = nil // want "`r.rows` is set after its address went back into `lists`"
}

// Finish puts back a variable that nobody else has.
func (r *results) Finish() {
	rows := r.rows
	r.rows = nil
	lists.Put(&rows)
}

func Sum(numbers []int) int {
	rows := append((*lists.Get().(*[]int))[:0], numbers...)
	sum := rows[0]
	lists.Put(&rows)
	rows = nil // want "`rows` is set after its address went back into `lists`"
	return sum
}

// Each round has a variable of its own.
func Rounds(rounds [][]int) (sum int) {
	for _, numbers := range rounds {
		rows := append((*lists.Get().(*[]int))[:0], numbers...)
		sum += rows[0]
		lists.Put(&rows)
	}
	return sum
}

// Lengths looks at a header of its own.
func Lengths(numbers []int) int {
	p := lists.Get().(*[]int)
	*p = append((*p)[:0], numbers...)
	shown := (*p)[1:]
	lists.Put(p)
	return len(shown)
}

// put puts in a copy of the header, and lets go of the caller's.
func put(p *[]int) {
	rows := *p
	*p = nil
	lists.Put(&rows)
}

func Wrapped(numbers []int) int {
	rows := append((*lists.Get().(*[]int))[:0], numbers...)
	sum := rows[0]
	put(&rows)
	rows = numbers
	return sum + len(rows)
}
