// Package signals ends goroutines by closing a channel of the struct that they work with.
package signals

import "sync"

var chunks = sync.Pool{New: func() any { return make([]byte, 512) }}

type pump struct {
	in, done, ended chan []byte
	mu              sync.Mutex
	chunk           []byte
}

func (p *pump) run() {
	for {
		select {
		case m := <-p.in:
			copy(p.chunk, m)
		case <-p.done:
			return
		}
	}
}

func Start() *pump {
	p := &pump{in: make(chan []byte), done: make(chan []byte), chunk: chunks.Get().([]byte)}
	go p.run()
	return p
}

func (p *pump) Stop() {
	close(p.done)
	chunks.Put(p.chunk) // want "`p.chunk` goes back into `chunks` right after `p.done` has been closed"
}

func (p *pump) StopAndWait() {
	close(p.done)
	<-p.ended
	chunks.Put(p.chunk)
}

func (p *pump) StopLocked() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.done)
	chunks.Put(p.chunk)
}

// PutFirst does not end anything before.
func (p *pump) PutFirst() {
	chunks.Put(p.chunk)
	p.chunk = nil
}

// A meter's goroutine only asks how long the chunk is.
type meter struct {
	done  chan struct{}
	chunk []byte
	total int
}

func (m *meter) run() {
	m.total += len(m.chunk)
	<-m.done
}

func (m *meter) Start() { go m.run() }

func (m *meter) Stop() {
	close(m.done)
	chunks.Put(m.chunk)
}

// A reader's goroutine stops it itself.
type reader struct {
	done  chan struct{}
	chunk []byte
}

func (r *reader) run(read func([]byte) error) {
	for read(r.chunk) == nil {
	}
	r.stop()
	<-r.done
}

func (r *reader) Start(read func([]byte) error) { go r.run(read) }

func (r *reader) stop() {
	close(r.done)
	chunks.Put(r.chunk)
}

// A stepper is stepped by whoever stops it.
type stepper struct {
	done  chan struct{}
	chunk []byte
}

func (s *stepper) step() {
	select {
	case <-s.done:
		return
	default:
	}
	s.chunk[0]++
}

func (s *stepper) Start() { go s.step() }

func (s *stepper) Stop() {
	close(s.done)
	chunks.Put(s.chunk)
}

// A waiter waits in the caller's goroutine.
type waiter struct {
	done  chan struct{}
	chunk []byte
}

func (w *waiter) Wait() byte {
	<-w.done
	return w.chunk[0]
}

func (w *waiter) Stop() {
	close(w.done)
	chunks.Put(w.chunk)
}
