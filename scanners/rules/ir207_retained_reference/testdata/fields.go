package fields

import (
	"context"
	"io"
	"sync"
)

type event struct {
	ctx   context.Context
	out   io.Writer
	done  func()
	buf   []byte
	level int
}

var events = sync.Pool{New: func() any { return &event{buf: make([]byte, 0, 64)} }}

func newEvent(ctx context.Context, out io.Writer, level int) *event {
	e := events.Get().(*event)
	e.ctx, e.out, e.level = ctx, out, level
	e.buf = e.buf[:0]
	return e
}

func (e *event) onDone(done func()) { e.done = done }

func (e *event) send(text string) error {
	e.buf = append(e.buf, text...)
	_, err := e.out.Write(e.buf)
	if e.done != nil {
		e.done()
	}
	events.Put(e) // want "while it still refers through `ctx`, `out`, `done`"
	return err
}

var cleared = sync.Pool{New: func() any { return new(event) }}

func clean(ctx context.Context, out io.Writer) {
	e := cleared.Get().(*event)
	e.ctx, e.out = ctx, out
	defer putEvent(e)
	_, _ = e.out.Write(e.buf)
}

func putEvent(e *event) {
	*e = event{buf: e.buf[:0]}
	cleared.Put(e)
}

type reply struct{ rows []row }

type row struct {
	name  string
	value *int
}

var replies = sync.Pool{New: func() any { return new(reply) }}

func answer(n int, use func(*reply)) {
	r := replies.Get().(*reply)
	defer replies.Put(r) // want "contents of `rows`, which the next user replaces"
	r.rows = make([]row, n)
	use(r)
}

// Nodes of a list refer to one another, and the owner is no user.
type node struct {
	next *node
	list *list
}

type list struct {
	nodes sync.Pool
	head  *node
}

func (l *list) push() {
	n, _ := l.nodes.Get().(*node)
	if n == nil {
		n = &node{list: l}
	}
	n.next = l.head
	l.head = n
}

func (l *list) pop() {
	n := l.head
	l.head = n.next
	l.nodes.Put(n)
}

// A variable that holds nothing clears an object as a literal does; one that is set somewhere may hold something.
type letter struct {
	to   io.Writer
	sent bool
}

var (
	noLetter  = letter{}
	lastOne   letter
	letters   = sync.Pool{New: func() any { return new(letter) }}
	envelopes = sync.Pool{New: func() any { return new(letter) }}
)

func send(to io.Writer) {
	l := letters.Get().(*letter)
	l.to = to
	*l = noLetter
	letters.Put(l)
}

func resend(to io.Writer) {
	l := envelopes.Get().(*letter)
	l.to = to
	lastOne = letter{to: to}
	*l = lastOne
	envelopes.Put(l) // want "while it still refers through `to` to what belongs to its user"
}

// A store owns its transactions by way of the struct around their pool: what they have of the store is no user's.
type change struct {
	store *store
	out   io.Writer
	by    context.Context
}

type changes struct{ pool sync.Pool }

type store struct {
	changes *changes
	log     io.Writer
}

func (c *changes) begin(s *store, by context.Context) *change {
	one := c.pool.Get().(*change)
	one.store = s
	one.out = s.log
	one.by = by
	return one
}

func (c *changes) end(one *change) {
	c.pool.Put(one) // want "while it still refers through `by` to what belongs to its user"
}

func (s *store) Change(by context.Context, do func(*change)) {
	one := s.changes.begin(s, by)
	do(one)
	s.changes.end(one)
}

type packet struct {
	data []byte
	from *row
}

type queue struct {
	pool *sync.Pool
	list []*packet
}

func newQueue() *queue {
	return &queue{pool: &sync.Pool{New: func() any { return &packet{data: make([]byte, 512)} }}}
}

// What does not fit goes back before it is given anything.
func (q *queue) push(data []byte, from *row) bool {
	p := q.pool.Get().(*packet)
	if cap(p.data) < len(data) {
		q.pool.Put(p)
		return false
	}
	p.data = append(p.data[:0], data...)
	p.from = from
	q.list = append(q.list, p)
	return true
}

func (q *queue) pop() int {
	p := q.list[0]
	q.list = q.list[1:]
	n := len(p.data)
	p.from = nil
	q.pool.Put(p)
	return n
}

type round struct {
	sizes []int
	from  *row
}

var rounds = sync.Pool{New: func() any { return new(round) }}

// The next round begins with what the last one gave.
func each(sizes []int, one *row) {
	r := rounds.Get().(*round)
	for range sizes {
		if len(r.sizes) > 0 {
			rounds.Put(r) // want "still refers through `from`"
			return
		}
		r.from = one
	}
}

type label struct{ text string }

type column struct{ label *label }

type walker struct {
	at   *label
	seen int
}

var walkers = sync.Pool{New: func() any { return new(walker) }}

// What an element of the user's list refers to is the user's.
func Walk(columns []*column) int {
	w := walkers.Get().(*walker)
	w.seen = 0
	for i := range columns {
		w.at = columns[i].label
		w.seen += len(w.at.text)
	}
	n := w.seen
	walkers.Put(w) // want "still refers through `at`"
	return n
}

var labels = []*label{{"none"}}

var constants = sync.Pool{New: func() any { return new(walker) }}

func First() string {
	w := constants.Get().(*walker)
	w.at = labels[0]
	text := w.at.text
	constants.Put(w)
	return text
}

type call struct {
	id   int
	done func()
}

func (c *call) set(id int, done func()) { *c = call{id, done} }

var calls = sync.Pool{New: func() any { return new(call) }}

// Elements without keys are the fields in their order.
func Call(id int, done func()) int {
	c := calls.Get().(*call)
	c.set(id, done)
	n := c.id
	calls.Put(c) // want "still refers through `done`"
	return n
}

func (c *call) clear(id int) { *c = call{id, nil} }

var ended = sync.Pool{New: func() any { return new(call) }}

func End(id int, done func()) {
	c := ended.Get().(*call)
	c.set(id, done)
	c.done()
	c.clear(id)
	ended.Put(c)
}
