// Package recovering holds deferred functions that look at an object when a panic is recovered from.
package recovering

import (
	"fmt"
	"sync"
)

type request struct {
	path   string
	status int
}

var requests = sync.Pool{New: func() any { return new(request) }}

type server struct{ name string }

func (s *server) recovered(r *request) {
	if cause := recover(); cause != nil {
		r.status = 500
		fmt.Println(s.name, r.path, cause)
	}
}

func (s *server) logged(r *request) {
	if cause := recover(); cause != nil {
		fmt.Println(cause)
	}
	fmt.Println(s.name, r.path)
}

// Serve puts back what it has got where nothing has panicked.
func (s *server) Serve(path string, work func(*request)) {
	r := requests.Get().(*request)
	*r = request{path: path}
	defer s.recovered(r)
	work(r)
	requests.Put(r)
}

func (s *server) Logs(path string, work func(*request)) {
	r := requests.Get().(*request)
	*r = request{path: path}
	defer s.logged(r) // want "a deferred call uses `r` after `r` went back into `requests`"
	work(r)
	requests.Put(r)
}

// Both puts back before it recovers, when the work has panicked.
func (s *server) Both(path string, work func(*request)) {
	r := requests.Get().(*request)
	*r = request{path: path}
	defer s.recovered(r) // want "a deferred call uses `r` after `r` went back into `requests`"
	defer requests.Put(r)
	work(r)
}
