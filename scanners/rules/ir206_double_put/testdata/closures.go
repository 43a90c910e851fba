// Package closures puts back through functions that come with an object.
package closures

import "sync"

var buffers = sync.Pool{New: func() any { return new([64]byte) }}

func scratch() (*[64]byte, func()) {
	b := buffers.Get().(*[64]byte)
	return b, func() { buffers.Put(b) }
}

func Early(first byte) {
	b, free := scratch()
	defer free() // want "`b` is put back into `buffers` a second time"
	b[0] = first
	if first > 3 {
		free()
	}
}

func Once(first byte) byte {
	b, free := scratch()
	defer free()
	b[0] = first
	return b[1]
}

func EachRound(all []byte) {
	for _, first := range all {
		b, free := scratch()
		b[0] = first
		free()
	}
}

func Instead(first byte) {
	b, free := scratch()
	if first > 3 {
		free()
		return
	}
	b[0] = first
	free()
}

var small, large = sync.Pool{New: func() any { return new([64]byte) }}, sync.Pool{New: func() any { return new([64]byte) }}

// chosen gives out what comes from one of two pools.
func chosen(first bool) (*[64]byte, func()) {
	from := &small
	if first {
		from = &large
	}
	b := from.Get().(*[64]byte)
	return b, func() { from.Put(b) }
}

func branches(kind int) (*[64]byte, func()) {
	switch kind {
	case 0:
		b := small.Get().(*[64]byte)
		return b, func() { small.Put(b) }
	default:
		b := large.Get().(*[64]byte)
		return b, func() { large.Put(b) }
	}
}

func OneOfTwo(first bool) byte {
	b, free := chosen(first)
	b[0] = 1
	other, done := branches(int(b[0]))
	other[0] = 2
	go func() { free() }()
	done()
	return 3
}

func Cleaned(first byte) bool {
	b := buffers.Get().(*[64]byte)
	cleanup := func() {
		buffers.Put(b) // want "the function that puts `b` back into `buffers` is called a second time on a path"
	}
	defer cleanup()
	if first > 3 {
		cleanup()
		return false
	}
	b[0] = first
	return true
}

func CleanedInstead(first byte) bool {
	b := buffers.Get().(*[64]byte)
	cleanup := func() { buffers.Put(b) }
	if first > 3 {
		cleanup()
		return false
	}
	b[0] = first
	cleanup()
	return true
}
