// Package sequences pools numbers that go on from user to user on purpose, and numbers that do not.
package sequences

import (
	"sync"
	"time"
)

type dice struct{ state uint64 }

var cups = sync.Pool{New: func() any { return &dice{state: uint64(time.Now().UnixNano())} }}

// What is thrown next is to depend on what was thrown before.
func throw() uint64 {
	d := cups.Get().(*dice)
	d.state ^= d.state << 13
	d.state ^= d.state >> 7
	thrown := d.state
	cups.Put(d)
	return thrown
}

type ticket struct{ gate uint32 }

var tickets sync.Pool

func anyGate() uint32 { return uint32(time.Now().UnixNano()) }

// The gate that let one in is a good guess for the next.
func enter(gates []uint32) *ticket {
	t, ok := tickets.Get().(*ticket)
	if !ok {
		t = new(ticket)
		t.gate = anyGate()
	}
	for i := range gates {
		gate := t.gate + uint32(i)
		if gates[gate%uint32(len(gates))] == 0 {
			t.gate = gate
			return t
		}
	}
	return t
}

func leave(t *ticket, gates []uint32) {
	gates[t.gate%uint32(len(gates))]--
	tickets.Put(t)
}

func visit(gates []uint32, see func()) {
	t := enter(gates)
	see()
	leave(t, gates)
}

type meter struct{ total int64 }

var meters = sync.Pool{New: func() any { return &meter{total: 0} }}

// A sum starts where every sum starts.
func measure(parts []int64) int64 {
	m := meters.Get().(*meter)
	for _, part := range parts {
		m.total += part
	}
	total := m.total
	meters.Put(m) // want "its next user trusts the field `total`"
	return total
}

type watch struct{ since int64 }

var watches = sync.Pool{New: func() any { return &watch{since: time.Now().Unix()} }}

// What one user sets it to is not made of what it was.
func start(from int64, use func(int64)) {
	w := watches.Get().(*watch)
	use(w.since)
	w.since = from
	watches.Put(w) // want "its next user trusts the field `since`"
}
