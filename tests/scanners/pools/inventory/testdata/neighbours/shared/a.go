package shared

import "sync"

type Strings struct {
	All sync.Pool // pool: Strings.All field string
}

func (s *Strings) Take() any { return s.All.Get() } // get: Strings.All uncounted

func (s *Strings) Give(text string) { s.All.Put(text) } // put: Strings.All uncounted
