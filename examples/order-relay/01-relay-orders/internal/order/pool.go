package order

import "sync"

var orders = sync.Pool{
	New: func() any { return new(Order) },
}

// Acquire returns an order to fill.
func Acquire() *Order {
	return orders.Get().(*Order)
}

// Release gives an order back once it was sent.
func Release(o *Order) {
	orders.Put(o)
}
