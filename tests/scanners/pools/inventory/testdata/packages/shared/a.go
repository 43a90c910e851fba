package shared

import "sync"

var Buffers = sync.Pool{New: func() any { return new([]byte) }} // pool: Buffers exported *[]byte

var hidden = sync.Pool{New: func() any { return 1 }} // pool: hidden package int

var levels [3]sync.Pool // pool: levels package string

// Hidden hands the pool itself out.
func Hidden() *sync.Pool { return &hidden }

func Level(i int) *sync.Pool { return &levels[i] }

type Keeper struct {
	Pool sync.Pool // pool: Keeper.Pool field bool
}

type Embedding struct {
	sync.Pool // pool: Embedding.Pool field string
}
