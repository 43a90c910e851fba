package alias

import "sync"

type P = sync.Pool
type pointer = *sync.Pool
type pools = [2]sync.Pool
type defined sync.Pool
type set []*sync.Pool

var (
	one   P              // pool: one package int
	two   pointer = &P{} // pool: two package string
	three pools          // pool: three package -
	four  defined        // pool: four package int
	five  set            // pool: five package -
)

type holder struct {
	P // pool: holder.P field bool
}

func use(h *holder) {
	one.Put(1)                 // put: one
	two.Put("")                // put: two
	_ = three[0].Get()         // get: three
	(*sync.Pool)(&four).Put(1) // put: four
	five = append(five, new(sync.Pool))
	_ = five[0].Get() // get: five
	h.Put(true)       // put: holder.P
}
