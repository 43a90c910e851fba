// Package layouts has counters that lie together in other ways, and some that do not.
package layouts

import (
	"sync"
	"sync/atomic"

	uber "go.uber.org/atomic"
)

// A struct around a counter.
type counter struct {
	value, last, delta int64
}

func (c *counter) Inc() int64        { return c.Add(1) }
func (c *counter) Add(n int64) int64 { return atomic.AddInt64(&c.value, n) }

type registry struct {
	mu        sync.Mutex
	published counter // want "`published`, `queued` of `registry` lie in one cache line"
	queued    counter
	sent      counter
}

func (r *registry) publish() { r.published.Inc() }
func (r *registry) queue()   { r.queued.Add(1) }
func (r *registry) send()    { r.sent.Inc() }

// The same, each in a line of its own.
type padded struct {
	value int64
	_     [56]byte
}

func (p *padded) Inc() { atomic.AddInt64(&p.value, 1) }

type apart struct{ published, queued padded }

func (a *apart) publish() { a.published.Inc() }
func (a *apart) queue()   { a.queued.Inc() }

// Something large lies between them.
type distant struct {
	in  atomic.Int64
	buf [64]byte
	out atomic.Int64
}

func (d *distant) read()  { d.in.Add(1) }
func (d *distant) write() { d.out.Add(1) }

// A type whose size is not known may lie between them.
type between struct {
	in    atomic.Int64
	other uber.Error
	out   atomic.Int64
}

func (b *between) read()  { b.in.Add(1) }
func (b *between) write() { b.out.Add(1) }

type other struct {
	in  uber.Int64 // want "`in`, `out` of `other` lie in one cache line"
	out uber.Int64
}

func (o *other) read()  { o.in.Inc() }
func (o *other) write() { o.out.Dec() }

// Flags are set, not counted.
type flags struct{ started, stopped atomic.Bool }

func (f *flags) start() { f.started.Store(true) }
func (f *flags) stop()  { f.stopped.Store(true) }

// One function updates both, another only the first.
type mostly struct{ all, failed atomic.Int64 }

func (m *mostly) fail() {
	m.all.Add(1)
	m.failed.Add(1)
}

func (m *mostly) pass() { m.all.Add(1) }

// Local variables lie nowhere in particular.
func locals() int64 {
	var one, two atomic.Int64
	one.Add(1)
	two.Add(1)
	return one.Load() + two.Load()
}

// A struct without a name is called as what it is the type of.
var totals struct {
	sync.Mutex
	taken atomic.Int64 // want "`taken`, `put` of `totals` lie in one cache line"
	put   atomic.Int64
}

func countTaken() { totals.taken.Add(1) }
func countPut()   { totals.put.Add(1) }

type gateway struct {
	name string
	seen struct {
		good atomic.Int64 // want "`good`, `bad` of `seen` lie in one cache line"
		bad  atomic.Int64
	}
}

func (g *gateway) pass() { g.seen.good.Add(1) }
func (g *gateway) fail() { g.seen.bad.Add(1) }

var sums = struct {
	failed   atomic.Int64 // want "`failed`, `answered` of `sums` lie in one cache line"
	answered atomic.Int64
}{}

func countFailed()   { sums.failed.Add(1) }
func countAnswered() { sums.answered.Add(1) }

// The counters lie where somebody else has put them.
type metered struct{ in, out *int64 }

func (m *metered) read()  { atomic.AddInt64(m.in, 1) }
func (m *metered) write() { atomic.AddInt64(m.out, 1) }

type lists struct{ in, out []int64 }

func (l *lists) read(i int)  { atomic.AddInt64(&l.in[i], 1) }
func (l *lists) write(i int) { atomic.AddInt64(&l.out[i], 1) }
