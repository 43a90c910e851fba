// Package first_kept holds what is set once and kept.
package first_kept

import "sync"

type fault struct{ text string }

type sink interface{ Write(string) }

type visit struct {
	path  string
	steps int
	cause *fault
	where *fault
	log   sink
	tags  map[string]string
	last  *fault
}

var visits = sync.Pool{New: func() any { return new(visit) }}

func open(path string) *visit {
	v := visits.Get().(*visit)
	v.path = path
	v.steps = 0 // want "without `cause`: the next user"
	return v
}

// fail keeps the first cause.
func (v *visit) fail(f *fault) {
	if v.cause == nil {
		v.cause = f
	}
}

func (v *visit) failed() bool { return v.cause != nil }

// at keeps the first place, and start begins again.
func (v *visit) at(f *fault) {
	if v.where == nil {
		v.where = f
	}
}

func (v *visit) start() { v.where = nil }

func (v *visit) isPlaced() bool { return v.where != nil }

// to is told once where to write: nobody asks, because it is the same for all.
func (v *visit) to(log sink) {
	if v.log == nil {
		v.log = log
	}
}

func (v *visit) print() { v.log.Write(v.path) }

// tag makes memory on demand, and keeps that.
func (v *visit) tag(name, value string) {
	if v.tags == nil {
		v.tags = make(map[string]string)
	}
	clear(v.tags)
	v.tags[name] = value
}

func (v *visit) isTagged() bool { return v.tags != nil }

// end sets what is set only once, whatever was there.
func (v *visit) end(f *fault) {
	if v.last == nil {
		v.last = f
	}
}

func (v *visit) begin(f *fault) { v.last = f }

func (v *visit) isOver() bool { return v.last != nil }

func walk(path string, log sink, faults []*fault) bool {
	v := open(path)
	v.begin(faults[0])
	v.start()
	for _, each := range faults {
		v.fail(each)
		v.at(each)
		v.end(each)
		v.steps++
	}
	v.to(log)
	v.tag(path, path)
	v.print()
	ok := !v.failed() && v.isPlaced() && v.isTagged() && v.isOver()
	visits.Put(v)
	return ok
}
