// Package refused puts back what a queue has no room for.
package refused

import (
	"errors"
	"sync"
)

type job struct {
	left int
	next *job
}

var jobs = sync.Pool{New: func() any { return new(job) }}

func (j *job) recycle() {
	*j = job{}
	jobs.Put(j)
}

var errFull = errors.New("full")

type queue struct {
	head, tail *job
	n          int
}

// add keeps the job only where it gives no error.
func (q *queue) add(j *job) error {
	if q.n > 9 {
		return errFull
	}
	if q.head == nil {
		q.head = j
	} else {
		q.tail.next = j
	}
	q.tail = j
	q.n++
	return nil
}

type owner struct{ waiting *queue }

func (o *owner) submit(left int) {
	j := jobs.Get().(*job)
	j.left = left
	if err := o.waiting.add(j); err != nil {
		j.recycle()
		return
	}
}

func (o *owner) lend(left int) error {
	j := jobs.Get().(*job)
	j.left = left
	if err := o.waiting.add(j); err != nil { // want "`o.waiting.add\(j\)` keeps memory of `j`"
		j.recycle()
		return err
	}
	j.recycle()
	return nil
}

type slot struct {
	job  *job
	done bool
}

func (s *slot) offer(j *job) bool {
	if s.done {
		return false
	}
	s.job = j
	s.done = true
	return true
}

func (s *slot) deliver(left int) {
	j := jobs.Get().(*job)
	j.left = left
	delivered := s.offer(j)
	if !delivered {
		j.recycle()
	}
}
