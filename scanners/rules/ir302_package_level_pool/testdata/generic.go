package a

import "sync"

type pool[T any] struct {
	p   sync.Pool
	new func() T
}

func (p *pool[T]) get() T  { return p.p.Get().(T) }
func (p *pool[T]) put(x T) { p.p.Put(x) }

var ints = &pool[*int]{} // want "`ints` is a package-level variable of the pool type"

var strings pool[*string] // want "`strings` is a package-level variable of the pool type"

type owner struct{ words pool[[]string] }

func (o *owner) use() { o.words.put(nil) }
