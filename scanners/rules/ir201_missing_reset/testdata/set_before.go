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
