package silent

import (
	"strings"
	"sync"
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
