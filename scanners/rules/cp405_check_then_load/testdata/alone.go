// Package alone loads what is missing in a goroutine of its own.
package alone

import (
	"net"
	"sync"
)

type message struct{ to string }

type agent struct {
	mu    sync.Mutex
	conns map[string]net.Conn
	queue chan message
}

func (a *agent) start() {
	go a.send()
}

// send is the one goroutine of its agent that dials; others look at the connections.
func (a *agent) send() {
	for m := range a.queue {
		a.mu.Lock()
		conn, ok := a.conns[m.to]
		a.mu.Unlock()
		if !ok {
			conn, _ = net.Dial("tcp", m.to)
			a.mu.Lock()
			a.conns[m.to] = conn
			a.mu.Unlock()
		}
		_, _ = conn.Write([]byte(m.to))
	}
}

type workers struct {
	mu    sync.Mutex
	conns map[string]net.Conn
	queue chan message
}

func (w *workers) start(count int) {
	for i := 0; i < count; i++ {
		go w.send()
	}
}

func (w *workers) send() {
	for m := range w.queue {
		w.mu.Lock()
		conn, ok := w.conns[m.to] // want "`workers.send` looks `w.conns` up, loads what is missing"
		w.mu.Unlock()
		if !ok {
			conn, _ = net.Dial("tcp", m.to)
			w.mu.Lock()
			w.conns[m.to] = conn
			w.mu.Unlock()
		}
		_, _ = conn.Write([]byte(m.to))
	}
}
