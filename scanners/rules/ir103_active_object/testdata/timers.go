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

// A timer that puts back the object that it belongs to has fired.
type alarm struct {
	text  string
	timer *time.Timer
	ring  func()
}

type alarms struct{ pool sync.Pool }

func newAlarms(show func(string)) *alarms {
	all := new(alarms)
	all.pool.New = func() any {
		a := new(alarm)
		a.ring = func() {
			show(a.text)
			a.text = ""
			all.pool.Put(a)
		}
		return a
	}
	return all
}

func (all *alarms) set(text string, after time.Duration) {
	a := all.pool.Get().(*alarm)
	a.text = text
	if a.timer == nil {
		a.timer = time.AfterFunc(after, a.ring)
	} else {
		a.timer.Reset(after)
	}
}

// One that is put back by hand as well may still fire.
type egg struct {
	timer *time.Timer
	count int
}

var eggs = sync.Pool{New: func() any { return new(egg) }} // want "its field `timer` is a `\*time.Timer` that some Put does not stop first"

func boil(after time.Duration) *egg {
	e := eggs.Get().(*egg)
	e.count = 0
	e.timer = time.AfterFunc(after, func() { eggs.Put(e) })
	return e
}

func giveEgg(e *egg) { eggs.Put(e) }

// Let go of by a variable that holds nothing.
type beat struct {
	timer *time.Timer
	count int
}

var (
	noBeat beat
	beats  = sync.Pool{New: func() any { return new(beat) }}
)

func giveBeat(b *beat) {
	*b = noBeat
	beats.Put(b)
}

// Who leaves is stopped by the one that sends it here.
type guest struct {
	name string
	stop context.CancelFunc
}

type hall struct {
	guests  sync.Pool // want "its field `stop` is a `context.CancelFunc`: called before every Put"
	leaving chan *guest
}

func (h *hall) enter(ctx context.Context, name string) context.Context {
	g, ok := h.guests.Get().(*guest)
	if !ok {
		g = new(guest)
	}
	g.name = name
	ctx, g.stop = context.WithCancel(ctx)
	return ctx
}

func (h *hall) leave(g *guest) {
	g.stop()
	h.leaving <- g
}

func (h *hall) run() {
	for {
		select {
		case g := <-h.leaving:
			h.forget(g)
		}
	}
}

func (h *hall) forget(g *guest) {
	g.name = ""
	h.guests.Put(g)
}

// A flag that is set with the timer keeps an object whose timer runs away from the Put.
type siren struct {
	timer  *time.Timer
	active bool
}

var sirens = sync.Pool{} // want "`sirens` keeps `\*siren`, and its field `timer` is a `\*time.Timer`: stopped before every Put"

func newSiren(fire func()) *siren {
	if a, ok := sirens.Get().(*siren); ok {
		return a
	}
	a := new(siren)
	a.timer = time.AfterFunc(time.Hour, fire)
	a.timer.Stop()
	return a
}

func (a *siren) start(d time.Duration) {
	a.active = true
	a.timer.Reset(d)
}

func (a *siren) stop() {
	if a.timer.Stop() {
		a.active = false
	}
}

func (a *siren) release() {
	if a.active {
		panic("still active")
	}
	sirens.Put(a)
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
