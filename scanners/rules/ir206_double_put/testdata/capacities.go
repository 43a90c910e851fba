// Package capacities finds the pool of a slice by its capacity.
package capacities

import "sync"

const page = 4 << 10

var pages, sheets, reams sync.Pool

// It has one capacity, also where that is written as a product.
func free(b []byte) {
	if cap(b) == 4096 {
		pages.Put(b)
	}
	if cap(b) == 16*1024 {
		sheets.Put(b)
	}
	if cap(b) == 1<<20 {
		reams.Put(b)
	}
}

// The same number, written in another way.
func freeTwice(b []byte) {
	if cap(b) == 4*1024 {
		pages.Put(b)
	}
	if cap(b) == page {
		sheets.Put(b) // want "is put back into `pages` a second time"
	}
}

// The length says nothing of the capacity.
func freeByBoth(b []byte) {
	if cap(b) == 16*1024 {
		sheets.Put(b)
	}
	if len(b) == 4096 {
		pages.Put(b) // want "is put back into `sheets` a second time"
	}
}

// Of another slice.
func freeByOther(b, other []byte) {
	if cap(b) == 16*1024 {
		sheets.Put(b)
	}
	if cap(other) == 4096 {
		pages.Put(b) // want "is put back into `sheets` a second time"
	}
}

// What is put back the second time is another slice, and may have any capacity.
func freeGrown(b, more []byte) {
	if cap(b) == 4096 {
		pages.Put(b)
		b = append([]byte(nil), more...)
	}
	if cap(b) == 16*1024 {
		sheets.Put(b)
	}
}

// What is at least as large may well be larger.
func freeAtLeast(b []byte) {
	if cap(b) == 16*1024 {
		sheets.Put(b)
	}
	if cap(b) >= 4096 {
		pages.Put(b) // want "is put back into `sheets` a second time"
	}
}

// A cut has the capacity that it is given.
func freeCut(b []byte) {
	if cap(b) == 16*1024 {
		sheets.Put(b)
		b = b[:cap(b):4096]
	}
	if cap(b) == 4096 {
		pages.Put(b) // want "is put back into `sheets` a second time"
	}
}
