package shadow

import "sync"

type fake struct{ Pool func() int }

var mu sync.Mutex

func shadowed(sync fake) int {
	return sync.Pool()
}

func local() {
	type Pool struct{ n int }
	sync := struct{ Pool Pool }{}
	x := sync.Pool
	_ = x
}

type Pool struct{ items []any }

func (p *Pool) Get() any  { return p.items[0] }
func (p *Pool) Put(x any) { p.items = append(p.items, x) }

var own = &Pool{}

func use() {
	own.Put(own.Get())
}
