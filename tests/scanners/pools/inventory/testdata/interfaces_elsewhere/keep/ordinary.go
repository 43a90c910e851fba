//go:build !tinygo

package keep

import "sync"

type shared struct {
	pool sync.Pool // pool: shared.pool field *use.page
}

func New(fresh func() any) Keeper {
	return &shared{pool: sync.Pool{New: fresh}}
}

func (s *shared) Get() any {
	return s.pool.Get() // get: shared.pool uncounted
}

func (s *shared) Put(x any) {
	s.pool.Put(x) // put: shared.pool uncounted
}
