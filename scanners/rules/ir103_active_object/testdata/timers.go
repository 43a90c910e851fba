package a

import (
	"context"
	"sync"
	"time"
)

// A pool of timers that are stopped first.
var timers sync.Pool // want "`timers` keeps `\*time.Timer`: stopped before every Put"

func giveTimer(t *time.Timer) {
	if !t.Stop() {
		select {
		case <-t.C:
		default:
		}
	}
	timers.Put(t)
}

// One of two Puts does not stop it.
var tickers sync.Pool // want "`tickers` keeps `\*time.Ticker`, and some Put does not stop it first"

func giveTicker(t *time.Ticker, quick bool) {
	if quick {
		tickers.Put(t)
		return
	}
	t.Stop()
	tickers.Put(t)
}

// A field, by value and inside a struct.
type wait struct {
	limit struct{ timer time.Timer }
	count int
}

var waits = sync.Pool{New: func() any { return new(wait) }} // want "its field `limit.timer` is a `time.Timer` that some Put does not stop first"

func giveWait(w *wait) { waits.Put(w) }

// Stopped and let go of.
type pause struct{ timer *time.Timer }

var pauses = sync.Pool{New: func() any { return new(pause) }}

func givePause(p *pause) {
	p.timer.Stop()
	p.timer = nil
	pauses.Put(p)
}

// A context that is never ended.
type call struct {
	cancel context.CancelFunc
	path   string
}

var calls = sync.Pool{New: func() any { return new(call) }} // want "its field `cancel` is a `context.CancelFunc` that some Put neither calls nor clears"

func giveCall(c *call) { calls.Put(c) }

// Ended, and kept.
var ended = sync.Pool{New: func() any { return new(call) }} // want "its field `cancel` is a `context.CancelFunc`: called before every Put"

func giveEnded(c *call) {
	c.cancel()
	ended.Put(c)
}

// The timer of something that the object refers to is not its own.
type clock struct{ timer *time.Timer }

type task struct{ clock *clock }

var tasks = sync.Pool{New: func() any { return new(task) }}

func giveTask(t *task) { tasks.Put(t) }

// A flag that is set with the timer keeps an object whose timer runs away from the Put.
type alarm struct {
	timer  *time.Timer
	active bool
}

var alarms = sync.Pool{} // want "`alarms` keeps `\*alarm`, and its field `timer` is a `\*time.Timer`: stopped before every Put"

func newAlarm(fire func()) *alarm {
	if a, ok := alarms.Get().(*alarm); ok {
		return a
	}
	a := new(alarm)
	a.timer = time.AfterFunc(time.Hour, fire)
	a.timer.Stop()
	return a
}

func (a *alarm) start(d time.Duration) {
	a.active = true
	a.timer.Reset(d)
}

func (a *alarm) stop() {
	if a.timer.Stop() {
		a.active = false
	}
}

func (a *alarm) release() {
	if a.active {
		panic("still active")
	}
	alarms.Put(a)
}

// This one is also set elsewhere without it.
type bell struct {
	timer  *time.Timer
	active bool
}

var bells = sync.Pool{New: func() any { return &bell{timer: time.NewTimer(time.Hour)} }} // want "that some Put does not stop first"

func (b *bell) start(d time.Duration) {
	b.active = true
	b.timer.Reset(d)
}

func (b *bell) again(d time.Duration) { b.timer.Reset(d) }

func (b *bell) release() {
	if b.active {
		return
	}
	bells.Put(b)
}
