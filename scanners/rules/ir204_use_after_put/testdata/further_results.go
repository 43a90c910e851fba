// Package further has functions that return an object together with a part of it.
package further

import "sync"

type item struct {
	bytes []byte
	size  int
}

var items = sync.Pool{New: func() any { return &item{bytes: make([]byte, 64)} }}

func acquire() (*item, []byte) {
	it := items.Get().(*item)
	it.size = 0
	return it, it.bytes[8:]
}

func (it *item) Free() { items.Put(it) }

func Header(read func([]byte) int) byte {
	it, header := acquire()
	size := read(header)
	it.Free()
	return header[size] // want "`header` is used after `it`, whose memory it shares, went back into `items`"
}

func Late(read func([]byte) int) byte {
	it, header := acquire()
	defer it.Free()
	return header[read(header)]
}

// fresh returns memory of its own beside the object.
func fresh() (*item, []byte) {
	it := items.Get().(*item)
	it.size = 0
	return it, make([]byte, len(it.bytes))
}

func Fresh(read func([]byte) int) byte {
	it, header := fresh()
	size := read(header)
	it.Free()
	return header[size]
}

// sized tells how large the object is.
func sized() (*item, int, error) {
	it := items.Get().(*item)
	it.size = len(it.bytes)
	return it, it.size, nil
}

func Sized() int {
	it, size, err := sized()
	it.Free()
	if err != nil {
		return 0
	}
	return size
}
