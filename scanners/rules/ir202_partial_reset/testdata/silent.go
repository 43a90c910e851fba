package silent

import (
	"bytes"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

type parser struct {
	text  string
	depth int
	start int
	done  bool
	seen  map[string]bool
	next  *parser
}

func (p *parser) reset(text string) {
	p.text = text
	p.done = false
}

// What goes up comes down.
func (p *parser) enter() { p.depth++ }
func (p *parser) leave() { p.depth-- }

// Begin sets what end reads: that order is fixed.
func (p *parser) begin(at int) { p.start = at }
func (p *parser) end() string  { return p.text[p.start:] }

// Keys are deleted by whoever adds them.
func (p *parser) visit(name string) bool {
	if p.seen[name] || p.depth > 10 {
		return false
	}
	p.seen[name] = true
	defer delete(p.seen, name)
	p.begin(1)
	return p.end() != ""
}

var parsers = sync.Pool{New: func() any { return &parser{seen: map[string]bool{}} }}

func parse(text string) bool {
	p := parsers.Get().(*parser)
	defer parsers.Put(p)
	p.reset(text)
	p.enter()
	defer p.leave()
	p.done = p.visit(text)
	return p.done
}

type message struct {
	kind  int
	body  string
	sized bool
}

// Size is asked for once.
func (m *message) Size() int {
	m.sized = true
	return len(m.body)
}

func (m *message) known() bool { return m.sized }

func (m *message) Reset() { *m = message{} }

var messages = sync.Pool{New: func() any { return new(message) }}

// Reset as a whole.
func handle(body string) bool {
	m := messages.Get().(*message)
	m.kind, m.body = 1, body
	_ = m.Size()
	known := m.known()
	m.Reset()
	messages.Put(m)
	return known
}

// A pool that nothing is ever taken from has no next user, nor has one that nothing comes back to.
type visit struct {
	path  string
	code  int
	query []string
}

var (
	onlyPut   sync.Pool
	onlyTaken = sync.Pool{New: func() any { return new(visit) }}
)

func (v *visit) Query() []string {
	if v.query == nil {
		v.query = strings.Split(v.path, "&")
	}
	return v.query
}

func (v *visit) end() {
	v.path = ""
	v.code = 0
	onlyPut.Put(v)
}

func begin(path string) *visit {
	v := onlyTaken.Get().(*visit)
	v.path = path
	v.code = 0
	return v
}

// A codec that is made on demand serves every user: it is told its stream anew, and is no cache of what it has read.
type packer struct {
	buffer bytes.Buffer
	codec  *zstd.Encoder
	depth  int
	name   string
}

var packers = sync.Pool{New: func() any { return new(packer) }}

func (p *packer) reset() {
	p.buffer.Reset()
	p.depth = 0
	p.name = ""
}

func (p *packer) pack(input []byte) ([]byte, error) {
	if p.codec == nil {
		var err error
		if p.codec, err = zstd.NewWriter(&p.buffer); err != nil {
			return nil, err
		}
	}
	p.depth++
	return p.codec.EncodeAll(input, nil), nil
}

func packed(input []byte) ([]byte, error) {
	p := packers.Get().(*packer)
	defer packers.Put(p)
	p.reset()
	p.name = "packed"
	return p.pack(input)
}

// A count that starts from zero with each user, where the object is taken, and not where it is reset.
type counter struct {
	label string
	path  string
	rows  int
}

var counters sync.Pool

func takeCounter() *counter {
	taken := counters.Get()
	if taken == nil {
		return &counter{}
	}
	return taken.(*counter)
}

func newCounter(all []string) *counter {
	c := takeCounter()
	if len(all) == 0 {
		return nil
	}
	c.rows = 0
	return c
}

func (c *counter) reset() {
	c.label = ""
	c.path = ""
}

func (c *counter) close() {
	c.reset()
	counters.Put(c)
}

func (c *counter) add(n int) { c.rows += n }

func (c *counter) Mean(n int) int { return c.rows / n }

func count(all []string) int {
	c := newCounter(all)
	defer c.close()
	c.path = all[0]
	for range all {
		c.add(1)
	}
	return c.Mean(len(all))
}
