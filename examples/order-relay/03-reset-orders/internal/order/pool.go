package order

import "sync"

var orders = sync.Pool{
	New: func() any { return new(Order) },
}

// Acquire returns an empty order.
func Acquire() *Order {
	return orders.Get().(*Order)
}

// Release gives an order back once it was sent.
func Release(o *Order) {
	o.Reset()
	orders.Put(o)
}

// Reset empties the order.
func (o *Order) Reset() {
	*o = Order{}
}
