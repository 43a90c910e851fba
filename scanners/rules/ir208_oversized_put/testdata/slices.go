package slices

import (
	"strconv"
	"sync"
)

var byValue = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func appended(numbers []int64, use func([]byte)) {
	b := byValue.Get().([]byte)
	for _, n := range numbers {
		b = strconv.AppendInt(b, n, 10)
	}
	use(b)
	byValue.Put(b[:0]) // want "however large it has grown"
}

var byPointer = sync.Pool{New: func() any { return new([]byte) }}

func throughPointer(lines []string, use func([]byte)) {
	p := byPointer.Get().(*[]byte)
	b := (*p)[:0]
	for _, line := range lines {
		b = append(b, line...)
	}
	use(b)
	*p = b
	byPointer.Put(p) // want "however large it has grown"
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}

// What is read into a slice of one size cannot make it grow.
func fixed(read func([]byte) (int, error)) error {
	p := scratch.Get().(*[]byte)
	defer scratch.Put(p)
	_, err := read(*p)
	return err
}

var room = sync.Pool{New: func() any { return new([]byte) }}

// Made anew where it is too small: scratch too.
func roomy(n int, read func([]byte) (int, error)) error {
	p := room.Get().(*[]byte)
	defer room.Put(p)
	if cap(*p) < n {
		*p = make([]byte, n)
	}
	_, err := read((*p)[:n])
	return err
}

var guarded = sync.Pool{New: func() any { return new([]byte) }}

func put(p *[]byte) {
	if cap(*p) > 1<<16 {
		return
	}
	*p = (*p)[:0]
	guarded.Put(p)
}

func guard(lines []string, use func([]byte)) {
	p := guarded.Get().(*[]byte)
	defer put(p)
	for _, line := range lines {
		*p = append(*p, line...)
	}
	use(*p)
}

var classes [8]sync.Pool

// One pool for each size.
func classed(class int, lines []string, use func([]byte)) {
	p, _ := classes[class].Get().(*[]byte)
	if p == nil {
		p = new([]byte)
	}
	for _, line := range lines {
		*p = append(*p, line...)
	}
	use(*p)
	classes[class].Put(p)
}

var deferred = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

// What is put back was settled before the append: the array of the pool stays as it is.
func settled(s string) int {
	b := deferred.Get().([]byte)
	defer deferred.Put(b)
	b = append(b[:0], s...)
	return len(b)
}
