// Package setbefore holds objects that are handed to the library once their fields are set.
package setbefore

import (
	"sort"
	"sync"
)

type sorter struct{ names []string }

func (s *sorter) Len() int           { return len(s.names) }
func (s *sorter) Swap(i, j int)      { s.names[i], s.names[j] = s.names[j], s.names[i] }
func (s *sorter) Less(i, j int) bool { return s.names[i] < s.names[j] }

var sorters = sync.Pool{New: func() any { return new(sorter) }}

func (s *sorter) keys(of map[string]int) []string {
	keys := s.names[:0]
	for key := range of {
		keys = append(keys, key)
	}
	s.names = keys
	sort.Sort(s)
	return keys
}

// The field is put aside while another slice takes its place.
func (s *sorter) sort(names []string) {
	saved := s.names
	s.names = names
	sort.Sort(s)
	s.names = saved
}

func Each(of map[string]int, do func(string)) {
	s, _ := sorters.Get().(*sorter)
	defer sorters.Put(s)
	for _, key := range s.keys(of) {
		do(key)
	}
}

func Sort(names []string) {
	s, _ := sorters.Get().(*sorter)
	s.sort(names)
	sorters.Put(s)
}

var again = sync.Pool{New: func() any { return new(sorter) }}

func SortAgain(names []string) int {
	s, _ := again.Get().(*sorter)
	sort.Sort(s)
	s.names = names
	n := len(s.names)
	again.Put(s) // want "its next user trusts the field `names`"
	return n
}

type cipherState struct {
	header [64]byte
	key    [32]byte
}

var cipherStates = sync.Pool{New: func() any { return new(cipherState) }}

func (c *cipherState) mix(secret byte) { c.key[0] ^= secret; c.key = rotated(c.key) }

func rotated(key [32]byte) [32]byte { key[0], key[31] = key[31], key[0]; return key }

// startCipher copies over the whole key.
func startCipher(header []byte) *cipherState {
	c := cipherStates.Get().(*cipherState)
	copy(c.key[:], header)
	return c
}

func Seal(header []byte, secret byte) byte {
	c := startCipher(header)
	c.mix(secret)
	sealed := c.key[0]
	cipherStates.Put(c)
	return sealed
}

type partState struct{ key [32]byte }

var partStates = sync.Pool{New: func() any { return new(partState) }}

func (p *partState) mix() { p.key = rotated(p.key) }

// startPart copies over the end of the key alone.
func startPart(header []byte) *partState {
	p := partStates.Get().(*partState)
	copy(p.key[16:], header)
	return p
}

func SealPart(header []byte) byte {
	p := startPart(header)
	p.mix()
	sealed := p.key[0]
	partStates.Put(p) // want "without a reset, and its next user trusts the field `key`"
	return sealed
}

type header struct{ version, kind, flags, code, size, owner, extra uint8 }

var headers, trailers = sync.Pool{New: func() any { return new(header) }}, sync.Pool{New: func() any { return new(header) }}

// However many fields there are, each is set before it is read.
func parse(from []byte) *header {
	h := headers.Get().(*header)
	h.version, h.kind, h.flags = from[0], from[1], from[2]
	h.code = from[3]
	h.size = from[4]
	h.owner = from[5]
	h.extra = from[6]
	return h
}

func Sizes(from []byte) []byte {
	h := parse(from)
	sizes := make([]byte, h.size)
	headers.Put(h)
	return sizes
}

func parseOld(from []byte) *header {
	h := trailers.Get().(*header)
	h.version, h.kind, h.flags = from[0], from[1], from[2]
	h.code = from[3]
	h.owner = from[4]
	if h.version > 1 {
		h.size = from[5]
	}
	return h
}

func SizesOld(from []byte) []byte {
	h := parseOld(from)
	sizes := make([]byte, h.size)
	trailers.Put(h) // want "trusts the field `size`"
	return sizes
}
