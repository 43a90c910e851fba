// Package around has structs around the struct that holds a pool.
package around

import "sync"

type store struct {
	name string
	free sync.Pool
}

func (s *store) take() any { return s.free.Get() }

func (s *store) give(x any) { s.free.Put(x) }

type site struct{ store }

type region struct {
	sites [2]site
	main  *site
}

type view struct{ of *store }

type reader struct{ *store }

type pair struct{ of [2]*store }

type shelf struct{ of [2][]store }

func (s site) title() string { return s.name } // want "the receiver `s` is `site` by value"

func snapshot(r *region) region { return *r } // want "`.r` is returned by value"

func (v view) title() string { return v.of.name }

func (r reader) title() string { return r.name }

func (p pair) title() string { return p.of[0].name }

func (s shelf) title() string { return s.of[0][0].name }

func newSite(name string) *site { return &site{store: store{name: name}} }

func (r *region) first() *site {
	r.main = &r.sites[0]
	return r.main
}

func collect(all []store, one *store, out chan store, views chan view) []store {
	out <- *one // want "`.one` is handed over by value"
	views <- view{of: one}
	return append(all, *one) // want "`.one` is handed over by value"
}

func grow(all []store) []store { return append(all, store{name: "new"}) }
