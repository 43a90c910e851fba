package fields

import (
	"bytes"
	"sync"
	"sync/atomic"
)

type event struct {
	buf    bytes.Buffer
	level  int
	stack  bool
	size   int
	mode   int
	limit  int
	values map[string]string
	spare  []byte
}

func (e *event) reset(level int) {
	e.buf.Reset()
	e.level = level // want "without `stack`, `size`, `mode`, `values`"
}

// Stack switches the stack on for this event.
func (e *event) Stack() { e.stack = true }

// SetMode chooses how the event is written.
func (e *event) SetMode(mode int) { e.mode = mode }

// Set remembers a value.
func (e *event) Set(name, value string) {
	if e.values == nil {
		e.values = map[string]string{}
	}
	e.values[name] = value
}

// Write adds text.
func (e *event) Write(text string) {
	e.size += len(text)
	e.buf.WriteString(text)
}

// Room makes room that is overwritten by whoever asks for it.
func (e *event) Room(n int) []byte {
	if e.spare == nil {
		e.spare = make([]byte, 1024)
	}
	return e.spare[:n]
}

// Send hands the event on.
func (e *event) Send(send func(string, int, int, map[string]string)) {
	if e.stack {
		e.buf.WriteString("stack")
	}
	if e.size > e.limit {
		return
	}
	send(e.buf.String(), e.level, e.mode, e.values)
	events.Put(e)
}

var events = sync.Pool{New: func() any { return &event{limit: 1000} }}

func newEvent(level int) *event {
	e := events.Get().(*event)
	e.reset(level)
	return e
}

// A flag that is swapped stays where it is for the next user.
type job struct {
	name     string
	attempts int
	done     int32
	closed   atomic.Bool
	started  int32
	asked    atomic.Bool
}

var jobs = sync.Pool{New: func() any { return new(job) }}

func newJob(name string) *job {
	j := jobs.Get().(*job)
	j.reset(name)
	j.asked.Store(false)
	return j
}

func (j *job) reset(name string) {
	j.name = name
	j.attempts = 0 // want "without `done`, `closed`: the next user"
}

func (j *job) finish() bool { return atomic.CompareAndSwapInt32(&j.done, 0, 1) }

func (j *job) isDone() bool { return atomic.LoadInt32(&j.done) == 1 }

func (j *job) Close() {
	if j.closed.CompareAndSwap(false, true) {
		j.name = "closed"
	}
}

func (j *job) start() bool { return atomic.CompareAndSwapInt32(&j.started, 0, 1) }

func (j *job) stop() bool { return atomic.CompareAndSwapInt32(&j.started, 1, 0) }

func (j *job) ask() bool { return j.asked.CompareAndSwap(false, true) }

func (j *job) release() {
	j.attempts++
	jobs.Put(j)
}
