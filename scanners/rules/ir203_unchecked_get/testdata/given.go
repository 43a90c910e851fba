// Package given has pools that functions give, with the New that they have there.
package given

import "sync"

type line struct{ text []byte }

func makeAll() (pools [3]sync.Pool) {
	for index := range pools {
		pools[index].New = func() any { return new(line) }
	}
	return pools
}

var byLength = makeAll()

var byWidth = func() (pools [3]sync.Pool) {
	for index := range pools {
		pools[index].New = func() any { return new(line) }
	}
	return pools
}()

func write(index int) {
	long, wide := byLength[index].Get().(*line), byWidth[index].Get().(*line)
	long.text, wide.text = long.text[:0], wide.text[:0]
	byLength[index].Put(long)
	byWidth[index].Put(wide)
}

// What a function gives by its address is the same pool, and has no New.
func makeBare() *sync.Pool { return &sync.Pool{} }

var bare = makeBare()

func writeBare() {
	found := bare.Get().(*line) // want "`bare` has no New"
	found.text = found.text[:0]
	bare.Put(found)
}

// Made with nothing.
var empty = [3]sync.Pool{}

func writeEmpty(index int) {
	found := empty[index].Get().(*line) // want "`empty` has no New"
	found.text = found.text[:0]
	empty[index].Put(found)
}
