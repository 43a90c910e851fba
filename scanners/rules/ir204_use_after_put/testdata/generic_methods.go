package store

import "sync"

type record struct {
	size int
	data []byte
}

type store struct {
	pools map[string]*sync.Pool
}

func (s *store) take[T any](kind string) *T {
	return s.pools[kind].Get().(*T)
}

func (s *store) give[T any](kind string, object *T) {
	s.pools[kind].Put(object)
}

func (s *store) with[T, R any](kind string, use func(*T) R) R {
	object := s.take[T](kind)
	defer s.give(kind, object)
	return use(object)
}

func first(s *store) byte {
	r := s.take[record]("record")
	data := r.data
	s.give("record", r)
	return data[0] // want "`data` is used after `r`, whose memory it shares, went back into `store.pools`"
}

func measured(s *store) int {
	r := s.take[record]("record")
	size := r.size
	s.give("record", r)
	return size
}

func sized(s *store) int {
	return s.with("record", func(r *record) int { return r.size })
}
