// Package sync is not the standard library's.
package sync

type Pool struct{ New func() any }

func (p *Pool) Get() any  { return p.New() }
func (p *Pool) Put(x any) {}
