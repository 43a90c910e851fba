package twins

import "sync"

type packet struct {
	Payload []byte
	Route   string
	port    int
	hops    int
	queue   int
}

func (p *packet) reset() { *p = packet{} }

var packets = sync.Pool{New: func() any { return new(packet) }}

func newPacket(payload []byte) *packet {
	p := packets.Get().(*packet)
	p.reset()
	p.Payload = payload
	return p
}

// clone sets all fields but the route, and resets nothing.
func (p *packet) clone() *packet {
	c := packets.Get().(*packet) // want "without the reset of the other Gets, and its field `Route` is left"
	c.Payload = p.Payload
	c.port = p.port
	c.hops = p.hops
	c.queue = p.queue
	return c
}

// route is set by whoever queues the packet.
func (p *packet) send(route string, queue int) {
	p.Route = route
	p.queue = queue
}

func (p *packet) free() { packets.Put(p) }

type ticket struct {
	name  string
	price int
	seat  int
}

func (t *ticket) reset() { *t = ticket{} }

var tickets = sync.Pool{New: func() any { return new(ticket) }}

func newTicket(name string) *ticket {
	t := tickets.Get().(*ticket)
	t.reset()
	t.name = name
	return t
}

// copy sets every field there is.
func (t *ticket) copy() *ticket {
	c := tickets.Get().(*ticket)
	c.name = t.name
	c.price = t.price
	c.seat = t.seat
	return c
}

func (t *ticket) sell(price, seat int) int {
	t.price, t.seat = price, seat
	sum := t.price + t.seat
	tickets.Put(t)
	return sum
}

type ring struct{ data []byte }

func (r *ring) Reset()         { r.data = r.data[:0] }
func (r *ring) Write(p []byte) { r.data = append(r.data, p...) }

// A handler may do anything to a connection.
type handler interface{ React(c *conn) }

type conn struct {
	inbound *ring
	spare   *ring
}

var rings = sync.Pool{New: func() any { return new(ring) }}

func open() *conn {
	return &conn{inbound: rings.Get().(*ring), spare: rings.Get().(*ring)}
}

func (c *conn) close() {
	c.inbound.Reset()
	rings.Put(c.inbound)
	rings.Put(c.spare)
}

// datagram makes a connection for one message.
func datagram(h handler) {
	c := &conn{inbound: rings.Get().(*ring)}
	h.React(c)
	rings.Put(c.inbound) // want "goes back into `rings` here without the reset of the other Puts"
}

// refuse has shown the connection to nobody.
func refuse() {
	c := &conn{inbound: rings.Get().(*ring)}
	rings.Put(c.inbound)
}

type session struct{ log *ring }

var logs = sync.Pool{New: func() any { return new(ring) }}

// start resets what it takes, so that Puts need not.
func start() *session {
	s := &session{log: logs.Get().(*ring)}
	s.log.Reset()
	return s
}

func (s *session) stop() {
	s.log.Reset()
	logs.Put(s.log)
}

func (s *session) abort(report func(*session)) {
	report(s)
	logs.Put(s.log)
}
