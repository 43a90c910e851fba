package structs

import (
	"bytes"
	"encoding/json"
	"sync"
)

type item struct{ Key, Value string }

type request struct {
	Items []item
	Name  string
}

var decoded = sync.Pool{New: func() any { return new(request) }}

// JSON leaves alone what the text does not mention.
func decode(text []byte, use func(*request)) error {
	r := decoded.Get().(*request)
	defer decoded.Put(r) // want "goes back into `decoded` without a reset"
	return json.Unmarshal(text, r)
}

var assignedAfterGet = sync.Pool{New: func() any { return new(request) }}

func assign(text []byte) error {
	r := assignedAfterGet.Get().(*request)
	defer assignedAfterGet.Put(r)
	r.Items, r.Name = nil, ""
	return json.Unmarshal(text, r)
}

var zeroed = sync.Pool{New: func() any { return new(request) }}

func zero(text []byte) error {
	r := zeroed.Get().(*request)
	defer func() {
		*r = request{}
		zeroed.Put(r)
	}()
	return json.Unmarshal(text, r)
}

type counter struct {
	mu    sync.Mutex
	sum   int
	limit int
	bytes.Buffer
}

var counters = sync.Pool{New: func() any { return &counter{limit: 10} }}

func (c *counter) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sum += n
}

func count(ns []int) int {
	c := counters.Get().(*counter)
	for _, n := range ns {
		c.add(n)
	}
	sum := c.sum
	counters.Put(c) // want "trusts the field `sum`"
	return sum
}

// Every field is assigned before it is read: nothing is left to reset.
var pairs = sync.Pool{New: func() any { return new(item) }}

func pair(key, value string) int {
	p := pairs.Get().(*item)
	p.Key = key
	p.Value = value
	n := len(p.Key) + len(p.Value)
	pairs.Put(p)
	return n
}

// Configuration that New sets is read and never written.
type scanner struct {
	buf  []byte
	size int
}

var scanners = sync.Pool{New: func() any { return &scanner{buf: make([]byte, 64), size: 64} }}

func scan(text string) int {
	s := scanners.Get().(*scanner)
	defer scanners.Put(s)
	n := copy(s.buf, text)
	return min(n, s.size)
}

// Room is made on demand, and the contents are overwritten.
type grower struct{ buf []byte }

func (g *grower) room(n int) []byte {
	if cap(g.buf) < n {
		g.buf = make([]byte, n)
	}
	return g.buf[:n]
}

var growers = sync.Pool{New: func() any { return new(grower) }}

func grow(text string) byte {
	g := growers.Get().(*grower)
	defer growers.Put(g)
	b := g.room(len(text) + 1)
	copy(b, text)
	return b[0]
}

// A part that is made when it is first needed stays on purpose.
type lazy struct{ index map[string]int }

var lazies = sync.Pool{New: func() any { return new(lazy) }}

func lazily(name string) int {
	l := lazies.Get().(*lazy)
	defer lazies.Put(l)
	if l.index == nil {
		l.index = load()
	}
	return l.index[name]
}

func load() map[string]int { return map[string]int{} }

// An embedded buffer is a part like any other.
var embedded = sync.Pool{New: func() any { return new(counter) }}

func embeds(text string) string {
	c := embedded.Get().(*counter)
	c.WriteString(text)
	s := c.String()
	embedded.Put(c) // want "trusts the field `Buffer`"
	return s
}

type empty struct{}

var empties = sync.Pool{New: func() any { return new(empty) }}

func nothing() {
	e := empties.Get().(*empty)
	empties.Put(e)
}

type parser struct{ keys []string }

func (p *parser) reset() { p.keys = p.keys[:0] }

// Its last statement returns an error, or none.
func (p *parser) parse(read func() error) error {
	p.keys = append(p.keys, "key")
	err := read()
	return err
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

func failing(read func() error) (int, error) {
	p := parsers.Get().(*parser)
	if err := p.parse(read); err != nil {
		parsers.Put(p) // want "goes back into `parsers` with its keys"
		return 0, err
	}
	count := len(p.keys)
	p.reset()
	parsers.Put(p)
	return count, nil
}

// What a call that fails has left undone is not used.
func (p *parser) open(read func() error) error {
	if err := read(); err != nil {
		p.keys = append(p.keys, "broken")
		return err
	}
	p.keys = p.keys[:0]
	return nil
}

var opened = sync.Pool{New: func() any { return new(parser) }}

func open(read func() error) error {
	p := opened.Get().(*parser)
	defer opened.Put(p)
	return p.open(read)
}
