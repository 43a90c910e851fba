package one

import "example.com/modules/lender"

func Use() {
	n := lender.Get()
	*n = 1
	lender.Put(n)
}
