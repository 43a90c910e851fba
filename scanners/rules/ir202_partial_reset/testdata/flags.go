// Package flags has atomic flags that tell of what has been.
package flags

import (
	"sync"
	"sync/atomic"
)

// Machine runs a program until somebody cancels it.
type Machine struct {
	program []string
	depth   int
	abort   atomic.Bool
}

var machines = sync.Pool{New: func() any { return new(Machine) }}

// NewMachine takes a machine.
func NewMachine(program []string) *Machine {
	m := machines.Get().(*Machine)
	m.program = program
	m.depth = 0 // want "without `abort`"
	return m
}

// Cancel may be called at any time.
func (m *Machine) Cancel() { m.abort.Store(true) }

// Run stops where it is cancelled.
func (m *Machine) Run(print func(string)) {
	for _, each := range m.program {
		if m.abort.Load() {
			return
		}
		print(each)
	}
	m.program = nil
	machines.Put(m)
}

// Lift goes on where the last one stopped, but for its flags.
type Lift struct {
	floor  int
	goals  []int
	closed atomic.Bool
	moving atomic.Bool
}

var lifts = sync.Pool{New: func() any { return new(Lift) }}

// NewLift takes a lift.
func NewLift(floor int) *Lift {
	l := lifts.Get().(*Lift)
	l.floor = floor
	l.goals = l.goals[:0]
	l.closed.Store(false)
	return l
}

// Close can be called twice.
func (l *Lift) Close() {
	if l.closed.CompareAndSwap(false, true) {
		lifts.Put(l)
	}
}

// Move does so alone.
func (l *Lift) Move(to int) {
	if l.closed.Load() || l.moving.Swap(true) {
		return
	}
	l.goals = append(l.goals, to)
	l.floor = to
	l.moving.Store(false)
}

// Door is swapped back by whoever opens it.
type Door struct {
	name   string
	uses   int
	locked atomic.Bool
}

var doors = sync.Pool{New: func() any { return new(Door) }}

// NewDoor takes a door.
func NewDoor(name string) *Door {
	d := doors.Get().(*Door)
	d.name = name
	d.uses = 0
	return d
}

// Lock locks it.
func (d *Door) Lock() { d.locked.Store(true) }

// Open does so once for each lock.
func (d *Door) Open() bool { return !d.locked.Load() || d.locked.CompareAndSwap(true, false) }

// Remove puts it back.
func (d *Door) Remove() {
	d.uses++
	doors.Put(d)
}
