// Package sizes asks how large a buffer is to find its pool.
package sizes

import "sync"

const (
	small = 4 << 10
	large = 64 << 10
	wide  = 64 * 1024
)

var smaller, larger, largest sync.Pool

func put(b []byte) {
	b = b[:cap(b)]
	if cap(b) == 4096 {
		smaller.Put(b)
	}
	if cap(b) == 16*1024 {
		larger.Put(b)
	}
	if cap(b) == 64*1024 {
		largest.Put(b)
	}
}

func putNamed(b []byte) {
	if cap(b) == small {
		smaller.Put(b)
	}
	if cap(b) == large {
		larger.Put(b)
	}
}

func putSame(b []byte) {
	if cap(b) == 16*1024 {
		larger.Put(b)
	}
	if cap(b) == 8*2048 {
		largest.Put(b) // want "is put back into `larger` a second time"
	}
}

func putWide(b []byte) {
	if cap(b) == large {
		larger.Put(b)
	}
	if cap(b) == wide {
		largest.Put(b) // want "is put back into `larger` a second time"
	}
}

func putAtLeast(b []byte) {
	if cap(b) == 16*1024 {
		larger.Put(b)
	}
	if cap(b) >= 4096 {
		smaller.Put(b) // want "is put back into `larger` a second time"
	}
}

func putOther(b, c []byte) {
	if cap(b) == 16*1024 {
		larger.Put(b)
	}
	if cap(c) == 64*1024 {
		largest.Put(b) // want "is put back into `larger` a second time"
	}
}

func putLonger(b []byte) {
	if cap(b) == 16*1024 {
		larger.Put(b)
	}
	if len(b) == 64 {
		largest.Put(b) // want "is put back into `larger` a second time"
	}
}

func putAgain(b []byte) {
	if cap(b) == 16*1024 {
		larger.Put(b)
		b = b[:cap(b):4096]
	}
	if cap(b) == 4096 {
		smaller.Put(b) // want "is put back into `larger` a second time"
	}
}
