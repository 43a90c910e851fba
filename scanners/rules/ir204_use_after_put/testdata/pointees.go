// Package pointees puts back what a pointer points to, and objects that are done.
package pointees

import "sync"

type pool[T any] struct{ p sync.Pool }

func (p *pool[T]) Put(x T) { p.p.Put(x) }

var (
	maps  pool[map[string]string]
	lists pool[[]byte]
)

type tags map[string]string

// The map goes back, and the variable that held it is emptied.
func (t *tags) release() {
	if t != nil && *t != nil {
		maps.Put(*t)
		*t = nil
	}
}

type text []byte

func (t *text) release() {
	lists.Put((*t)[:0])
	*t = nil
}

func (t *tags) leak() int {
	maps.Put(*t)
	return len(*t) // want "`\*t` is used after|`t` is used after"
}

var boxes sync.Pool

// What went back is the pointer itself.
func swap(b *[]byte) {
	boxes.Put(b)
	*b = nil // want "`b` is used after it went back into `boxes`"
}

type job struct {
	left int
	beat int
}

var jobs = sync.Pool{New: func() any { return new(job) }}

func (j *job) finishIfDone() bool {
	if j != nil && j.left <= 0 {
		*j = job{}
		jobs.Put(j)
		return true
	}
	return false
}

func run(j *job, log func(string)) {
	if done := j.finishIfDone(); done && log != nil {
		log("done")
	} else if !done && j.beat > 0 {
		j.beat++
	}
}

func rush(j *job) int {
	if j.finishIfDone() {
		return j.beat // want "`j` is used after"
	}
	return 0
}
