// Package absent takes objects that may not be there, and makes one where there is none.
package absent

import (
	"hash"
	"hash/fnv"
	"reflect"
	"sync"
)

type sums struct{ asked, reflected, flagged, unreset sync.Pool }

func (s *sums) Asked(text []byte) uint64 {
	var h hash.Hash64
	if v := s.asked.Get(); v != nil {
		h = v.(hash.Hash64)
		h.Reset()
	}
	if h == nil {
		h = fnv.New64()
	}
	h.Write(text)
	sum := h.Sum64()
	s.asked.Put(h)
	return sum
}

func (s *sums) Reflected(text []byte) uint64 {
	var h hash.Hash64
	v := s.reflected.Get()
	if !reflect.ValueOf(v).IsNil() {
		h = v.(hash.Hash64)
		h.Reset()
	}
	if nil == h {
		h = fnv.New64()
	}
	h.Write(text)
	sum := h.Sum64()
	s.reflected.Put(h)
	return sum
}

func (s *sums) Flagged(text []byte, pooled bool) uint64 {
	var h hash.Hash64
	if pooled {
		if v := s.flagged.Get(); v != nil {
			h = v.(hash.Hash64)
			h.Reset()
		}
	}
	if h == nil {
		h = fnv.New64()
	}
	h.Write(text)
	sum := h.Sum64()
	if pooled {
		s.flagged.Put(h)
	}
	return sum
}

func (s *sums) Unreset(text []byte) uint64 {
	var h hash.Hash64
	if v := s.unreset.Get(); v != nil {
		h = v.(hash.Hash64)
	}
	if h == nil {
		h = fnv.New64()
	}
	h.Write(text)
	sum := h.Sum64()
	s.unreset.Put(h) // want "goes back into `sums.unreset` without a reset"
	return sum
}
