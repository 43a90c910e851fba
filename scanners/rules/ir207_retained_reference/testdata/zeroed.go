// Package zeroed sets objects to a local variable that nobody has set.
package zeroed

import "sync"

type table struct{ name string }

type plan struct {
	of   *table
	step int
}

var plans = sync.Pool{New: func() any { return new(plan) }}

func put(p *plan) {
	var none plan
	*p = none
	plans.Put(p)
}

func Plan(tables []*table, run func(*plan) error) error {
	for i := range tables {
		p := plans.Get().(*plan)
		p.of = tables[i]
		err := run(p)
		put(p)
		if err != nil {
			return err
		}
	}
	return nil
}

var kept = sync.Pool{New: func() any { return new(plan) }}

// Keep sets it to a variable that has become something.
func Keep(tables []*table, run func(*plan) error) error {
	var last plan
	p := kept.Get().(*plan)
	p.of = tables[0]
	err := run(p)
	last.of = tables[1]
	*p = last
	kept.Put(p) // want "still refers through `of`"
	return err
}
