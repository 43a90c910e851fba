// Package iterators puts an iterator back when it is through, which its last result says.
package iterators

import "sync"

type iterator struct {
	keys  []string
	place int
}

var iterators = sync.Pool{New: func() any { return new(iterator) }}

func open(keys []string) *iterator {
	i := iterators.Get().(*iterator)
	i.keys, i.place = keys, -1
	return i
}

func (i *iterator) next() bool {
	i.place++
	if i.place >= len(i.keys) {
		i.close()
		return false
	}
	return true
}

func (i *iterator) key() string { return i.keys[i.place] }

func (i *iterator) close() {
	i.keys = nil
	iterators.Put(i)
}

// Sum goes on as long as the iterator is not through.
func Sum(keys []string) (size int) {
	i := open(keys)
	for i.next() {
		size += len(i.key())
	}
	return size
}

func Closed(keys []string) (size int) {
	i := open(keys)
	for i.next() {
		size += len(i.key())
	}
	i.close() // want "`i` is put back into `iterators` a second time"
	return size
}

// First leaves before it is through.
func First(keys []string) string {
	i := open(keys)
	if !i.next() {
		return ""
	}
	key := i.key()
	i.close()
	return key
}

const most = 1 << 16

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// put says whether there was room.
func put(b *[]byte) bool {
	if cap(*b) > most {
		return false
	}
	*b = (*b)[:0]
	buffers.Put(b)
	return true
}

func Given(text string) int {
	b := buffers.Get().(*[]byte)
	*b = append(*b, text...)
	size := len(*b)
	put(b)
	put(b) // want "`b` is put back into `buffers` a second time"
	return size
}
