package user

import (
	"example.com/m/shared"
	common "example.com/m/shared"
)

func use(k *shared.Keeper, e *shared.Embedding) {
	b := shared.Buffers.Get().(*[]byte) // get: Buffers
	common.Buffers.Put(b)               // put: Buffers
	k.Pool.Put(true)                    // put: Keeper.Pool
	e.Put("")                           // put: Embedding.Pool
	shared.Hidden().Put(2)              // put: hidden
	p := shared.Level(1)
	p.Put("x") // put: levels
	q := &shared.Buffers
	_ = q.Get() // get: Buffers
}

var level = common.Level(2)

func more() { _ = level.Get() } // get: levels
