package a

import "sync"

type reply struct {
	done chan error
	code int
}

var replies = sync.Pool{New: func() any { return &reply{done: make(chan error, 1)} }} // want "its field `done` is a `chan error`"

// A channel as such.
var channels = sync.Pool{New: func() any { return make(chan struct{}, 1) }} // want "`channels` keeps `chan struct\{\}` that other goroutines know"

// Made for each use, and let go of.
type request struct{ done chan error }

var requests = sync.Pool{New: func() any { return new(request) }}

func ask() error {
	r := requests.Get().(*request)
	r.done = make(chan error)
	err := <-r.done
	r.done = nil
	requests.Put(r)
	return err
}

// Somebody else's channel: that is a reference, not a part.
type notice struct{ done chan error }

var notices = sync.Pool{New: func() any { return new(notice) }}

func notify(done chan error) {
	n := notices.Get().(*notice)
	n.done = done
	n.done <- nil
	notices.Put(n)
}

// Made for each use: nobody knows the one that stays behind.
type call struct{ done chan error }

var calls = sync.Pool{New: func() any { return new(call) }}

func do(queue chan<- *call) error {
	c := calls.Get().(*call)
	c.done = make(chan error, 1)
	queue <- c
	err := <-c.done
	calls.Put(c)
	return err
}

// Made where there is none yet.
type lazy struct{ done chan error }

var lazies = sync.Pool{New: func() any { return new(lazy) }} // want "its field `done` is a `chan error`"

func doLazily(queue chan<- *lazy) error {
	c := lazies.Get().(*lazy)
	if c.done == nil {
		c.done = make(chan error, 1)
	}
	queue <- c
	err := <-c.done
	lazies.Put(c)
	return err
}
