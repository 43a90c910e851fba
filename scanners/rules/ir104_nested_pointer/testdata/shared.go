package a

import (
	"bytes"
	"sync"
)

type settings struct{ depth int }

type scope struct{ id int }

func load(id int) *scope { return &scope{id} }

// Configuration that is set when the object is made.
type parser struct {
	config *settings
	line   int
	word   string
}

func (p *parser) Config() *settings { return p.config }

var shared settings

var parsers = sync.Pool{New: func() any { return &parser{config: &shared} }}

func putParser(p *parser) {
	p.line, p.word = 0, ""
	parsers.Put(p)
}

// Memory of its own that is reset with it.
type page struct {
	buf   *bytes.Buffer
	title string
	size  int
}

func (p *page) Buffer() *bytes.Buffer { return p.buf }

var pages = sync.Pool{New: func() any { return &page{buf: new(bytes.Buffer)} }}

func (p *page) reset() {
	p.buf.Reset()
	p.title, p.size = "", 0
}

func putPage(p *page) {
	p.reset()
	pages.Put(p)
}

// Given to the user, and left as it is by the reset.
type visit struct {
	scope *scope
	name  string
	depth int
}

func (v *visit) Scope() *scope { return v.scope }

var visits = sync.Pool{New: func() any { return new(visit) }} // want "its field `scope`, a `\*scope`, outlives the reset"

func newVisit(id int) *visit {
	v := visits.Get().(*visit)
	v.scope = load(id)
	return v
}

func putVisit(v *visit) {
	v.name, v.depth = "", 0
	visits.Put(v)
}

// The same, but nobody outside sees it.
type walk struct {
	scope *scope
	name  string
	depth int
}

var walks = sync.Pool{New: func() any { return new(walk) }}

func newWalk(id int) *walk {
	w := walks.Get().(*walk)
	w.scope = load(id)
	return w
}

func putWalk(w *walk) {
	w.name, w.depth = "", 0
	walks.Put(w)
}

// Without a reset there is nothing that it could outlive: that is another rule's.
type bare struct{ scope *scope }

func (b *bare) Scope() *scope { return b.scope }

var bares = sync.Pool{New: func() any { return new(bare) }}

func putBare(b *bare, id int) {
	b.scope = load(id)
	bares.Put(b)
}

// Reset as a whole.
type entire struct {
	scope *scope
	name  string
}

func (e *entire) Scope() *scope { return e.scope }

var entires = sync.Pool{New: func() any { return new(entire) }}

func putEntire(e *entire, id int) {
	e.scope = load(id)
	*e = entire{}
	entires.Put(e)
}

// Reset by whoever takes one.
type stroll struct {
	scope *scope
	name  string
	depth int
}

func (s *stroll) Scope() *scope { return s.scope }

func (s *stroll) clean() {
	s.scope = nil
	s.depth = 0
}

var strolls = sync.Pool{New: func() any { return new(stroll) }}

func newStroll(id int) *stroll {
	s := strolls.Get().(*stroll)
	s.clean()
	if id > 0 {
		s.scope = load(id)
	}
	return s
}

func putStroll(s *stroll) {
	s.name, s.depth = "", 0
	strolls.Put(s)
}
