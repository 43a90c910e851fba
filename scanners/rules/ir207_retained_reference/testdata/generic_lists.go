// Package lists keeps lists of several types in pools of one generic type.
package lists

import "sync"

type series struct {
	ref    int
	labels []string
	next   *series
}

type pool[T any] struct{ items sync.Pool }

func (p *pool[T]) Get() T {
	v := p.items.Get()
	if v == nil {
		var zero T
		return zero
	}
	return *v.(*T)
}

func (p *pool[T]) Put(all T) { p.items.Put(&all) }

type head struct {
	series  pool[[]*series]
	others  pool[[]*series]
	numbers pool[[]int]
	cleared pool[[]*series]
}

func (h *head) load(read func([]*series) []*series, use func(*series)) {
	all := h.series.Get()[:0]
	all = read(all)
	for _, each := range all {
		use(each)
	}
	h.series.Put(all) // want "goes back into `pool\[T\].items` full of what its user appended"
}

// What others hold is not cut by whoever takes it.
func (h *head) loadOthers(read func([]*series) []*series, use func(*series)) {
	all := h.others.Get()
	all = read(all)
	for _, each := range all {
		use(each)
	}
	h.others.Put(all)
}

// Numbers keep nothing alive.
func (h *head) count(read func([]int) []int, use func(int)) {
	all := h.numbers.Get()[:0]
	all = read(all)
	for _, each := range all {
		use(each)
	}
	h.numbers.Put(all)
}

func (h *head) loadCleared(read func([]*series) []*series, use func(*series)) {
	all := h.cleared.Get()[:0]
	all = read(all)
	for _, each := range all {
		use(each)
	}
	clear(all)
	h.cleared.Put(all)
}
