package dot

import . "sync"

var dotted = &Pool{New: func() any { return 1 }} // pool: dotted package int

type keeper struct {
	Pool // pool: keeper.Pool field string
}

func use(k *keeper) {
	dotted.Put(2) // put: dotted
	k.Put("")     // put: keeper.Pool
}
