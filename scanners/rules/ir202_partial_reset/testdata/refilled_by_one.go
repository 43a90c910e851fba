// Package byone lengthens slices by an element each time, and fills that with what the input mentions.
package byone

import "sync"

type span struct {
	kind   int
	offset int
	length int
}

type histogram struct {
	count  int
	above  []span
	below  []span
	zeroed []span
	kinds  []span
	filled []span
	added  []span
}

func (h *histogram) reset() {
	h.count = 0
	h.above = h.above[:0] // want "only cuts `above`"
	h.below = h.below[:0] // want "only cuts `below`"
	h.zeroed = h.zeroed[:0]
	h.kinds = h.kinds[:0]
	h.filled = h.filled[:0]
	h.added = h.added[:0]
}

var histograms = sync.Pool{New: func() any { return new(histogram) }}

// What the input leaves out is as the last user left it.
func appendSpan(spans []span, in map[string]int) []span {
	if len(spans) < cap(spans) {
		spans = spans[:len(spans)+1]
	} else {
		spans = append(spans, span{})
	}
	last := &spans[len(spans)-1]
	for name, n := range in {
		switch name {
		case "offset":
			last.offset = n
		case "length":
			last.length = n
		}
	}
	return spans
}

func (h *histogram) addBelow(in map[string]int) {
	if len(h.below) == cap(h.below) {
		h.below = append(h.below, span{})
	} else {
		h.below = h.below[:len(h.below)+1]
	}
	last := &h.below[len(h.below)-1]
	for name, n := range in {
		switch name {
		case "offset":
			last.offset = n
		case "length":
			last.length = n
		}
	}
}

func appendZeroed(spans []span, in map[string]int) []span {
	if len(spans) < cap(spans) {
		spans = spans[:len(spans)+1]
	} else {
		spans = append(spans, span{})
	}
	last := &spans[len(spans)-1]
	*last = span{}
	for name, n := range in {
		switch name {
		case "offset":
			last.offset = n
		case "length":
			last.length = n
		}
	}
	return spans
}

// The kind says which of the other fields is meant.
func appendKind(spans []span, in map[string]int) []span {
	if len(spans) < cap(spans) {
		spans = spans[:len(spans)+1]
	} else {
		spans = append(spans, span{})
	}
	last := &spans[len(spans)-1]
	for name, n := range in {
		switch name {
		case "offset":
			last.kind, last.offset = 1, n
		case "length":
			last.kind, last.length = 2, n
		}
	}
	return spans
}

func fill(last *span, n int) { last.kind, last.offset, last.length = 0, n, n }

// Every field is set before the loop.
func appendFilled(spans []span, in map[string]int) []span {
	if len(spans) < cap(spans) {
		spans = spans[:len(spans)+1]
	} else {
		spans = append(spans, span{})
	}
	last := &spans[len(spans)-1]
	fill(last, len(in))
	for name, n := range in {
		switch name {
		case "offset":
			last.offset = n
		case "length":
			last.length = n
		}
	}
	return spans
}

// No old element comes back.
func appendAdded(spans []span, in map[string]int) []span {
	spans = append(spans, span{})
	last := &spans[len(spans)-1]
	for name, n := range in {
		switch name {
		case "offset":
			last.offset = n
		case "length":
			last.length = n
		}
	}
	return spans
}

func Decode(in []map[string]int, use func(*histogram)) {
	h := histograms.Get().(*histogram)
	for _, each := range in {
		h.count++
		h.above = appendSpan(h.above, each)
		h.addBelow(each)
		h.zeroed = appendZeroed(h.zeroed, each)
		h.kinds = appendKind(h.kinds, each)
		h.filled = appendFilled(h.filled, each)
		h.added = appendAdded(h.added, each)
	}
	use(h)
	h.reset()
	histograms.Put(h)
}
