// Package scratch holds memory that whoever takes it asks for at a length, and writes.
package scratch

import (
	"io"
	"slices"
	"sync"
)

type numbers struct{ list []int64 }

var numbersPool sync.Pool

func atLength[T any](list []T, n int) []T {
	if missing := n - cap(list); missing > 0 {
		list = append(list[:cap(list)], make([]T, missing)...)
	}
	return list[:n]
}

func take(n int) *numbers {
	held, ok := numbersPool.Get().(*numbers)
	if !ok {
		held = new(numbers)
	}
	held.list = atLength(held.list, n)
	return held
}

func give(held *numbers) { numbersPool.Put(held) }

func squares(n int) (total int64) {
	held := take(n)
	defer give(held)
	for i := range held.list {
		held.list[i] = int64(i * i)
	}
	for _, each := range held.list {
		total += each
	}
	return total
}

type task interface{ run() }

var tasksPool = sync.Pool{New: func() any { return new([]task) }}

// The slice is cut where it is taken, through the pointer.
func takeTasks(n int) []task {
	tasks := (*tasksPool.Get().(*[]task))[:0]
	if cap(tasks) < n {
		return make([]task, 0, n)
	}
	return tasks
}

func runAll(groups [][]task) {
	tasks := takeTasks(len(groups))
	for _, group := range groups {
		tasks = append(tasks, group...)
	}
	for _, each := range tasks {
		each.run()
	}
	clear(tasks)
	tasksPool.Put(&tasks)
}

var uncut = sync.Pool{New: func() any { return new([]task) }}

func collect(groups [][]task) int {
	tasks := *uncut.Get().(*[]task)
	for _, group := range groups {
		tasks = append(tasks, group...)
	}
	n := len(tasks)
	uncut.Put(&tasks) // want "with what was appended to it"
	return n
}

type vector struct {
	list  []float32
	names []string
}

var vectors, stale = sync.Pool{New: func() any { return new(vector) }}, sync.Pool{New: func() any { return new(vector) }}

func decode(from []byte, into []float32) (list []float32, rest []byte) {
	list = atLength(into, int(from[0]))
	for i := range list {
		list[i] = float32(from[i+1])
	}
	return list, from[len(list)+1:]
}

// What a decoder fills comes back, perhaps in a larger array.
func length(from []byte) (total float32) {
	v := vectors.Get().(*vector)
	defer vectors.Put(v)
	list, _ := decode(from, v.list)
	v.list = list
	for _, each := range list {
		total += each * each
	}
	return total
}

func last(list []string) (string, []string) { return list[len(list)-1], list }

// This one is asked for what it holds, and keeps something else.
func lastNamed(of []string) string {
	v := stale.Get().(*vector)
	name, _ := last(v.names)
	v.names = of
	stale.Put(v) // want "trusts the field `names`"
	return name
}

type sized struct{ buf []byte }

var sizes = sync.Pool{New: func() any { return new(sized) }}

func encodeSized(text string) int {
	s := sizes.Get().(*sized)
	s.buf = append(s.buf[:0], text...)
	size := len(s.buf)
	sizes.Put(s)
	return size
}

// decodeSized takes as much room as it needs, and fills it.
func decodeSized(r io.Reader, size int) error {
	s := sizes.Get().(*sized)
	s.buf = slices.Grow(s.buf, size)[:size]
	_, err := io.ReadFull(r, s.buf)
	sizes.Put(s)
	return err
}

type codec struct{ prefix []byte }

// pack needs its scratch memory for long texts alone, and then from its start.
func (c *codec) pack(text string, scratch []byte) (packed string, kept []byte) {
	if len(text) < 8 {
		return text, scratch
	}
	scratch = append(scratch[:0], c.prefix...)
	scratch = append(scratch, text...)
	return string(scratch), scratch
}

// join takes what it is given as it is.
func (c *codec) join(text string, list []byte) (joined string, kept []byte) {
	list = append(list, text...)
	return string(list), list
}

type workspace struct{ scratch, list []byte }

var workspaces = sync.Pool{New: func() any { return new(workspace) }}
var piles = sync.Pool{New: func() any { return new(workspace) }}

func (c *codec) packOne(text string) (packed string) {
	w := workspaces.Get().(*workspace)
	packed, w.scratch = c.pack(text, w.scratch)
	workspaces.Put(w)
	return packed
}

func (c *codec) joinOne(text string) (joined string) {
	w := piles.Get().(*workspace)
	joined, w.list = c.join(text, w.list)
	piles.Put(w) // want "trusts the field `list`"
	return joined
}

type parcel struct{ out, room []byte }

var parcels, crates = sync.Pool{New: func() any { return new(parcel) }}, sync.Pool{New: func() any { return new(parcel) }}

type letter string

// pack cuts the room that it is given before it writes there.
func (l letter) pack(out, room []byte) ([]byte, []byte) {
	if len(l) < 8 {
		return append(out, l...), room
	}
	room = append(room[:0], l...)
	slices.Reverse(room)
	return append(out, room...), room
}

// stamp looks at what lies in the room already.
func (l letter) stamp(out, room []byte) ([]byte, []byte) {
	if len(room) > 0 && room[0] == '#' {
		return out, room
	}
	return append(out, l...), append(room, '#')
}

func (l letter) packed() int {
	p := parcels.Get().(*parcel)
	p.out, p.room = l.pack(p.out[:0], p.room)
	n := len(p.out)
	parcels.Put(p)
	return n
}

func (l letter) stamped() int {
	p := crates.Get().(*parcel)
	p.out, p.room = l.stamp(p.out[:0], p.room)
	n := len(p.out)
	crates.Put(p) // want "trusts the field `room`"
	return n
}
