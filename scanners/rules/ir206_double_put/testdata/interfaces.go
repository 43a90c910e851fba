// Package interfaces calls methods through interfaces, which may be those that put their argument back.
package interfaces

import "sync"

type (
	page struct{ lines []string }
	plan struct{ steps []string }
)

var pages, plans = sync.Pool{New: func() any { return new(page) }}, sync.Pool{New: func() any { return new(plan) }}

// A worker takes pages, and what a planner does takes something else.
type worker interface{ do(*page, int) }

type printer struct{ planner planner }

func (p *printer) do(of *page, n int) {
	made := plans.Get().(*plan)
	made.steps = append(made.steps[:0], of.lines[:n]...)
	_ = p.planner.do(made, n)
}

type planner struct{}

func (planner) do(of *plan, n int) error {
	plans.Put(of)
	return nil
}

func Work(with worker) {
	each := pages.Get().(*page)
	with.do(each, 1)
	pages.Put(each)
}

type keeper interface{ keep(*page) }

type shelf struct{}

func (shelf) keep(of *page) { pages.Put(of) }

func Keep(with keeper) {
	each := pages.Get().(*page)
	with.keep(each)
	pages.Put(each) // want "is put back into `pages` a second time"
}
