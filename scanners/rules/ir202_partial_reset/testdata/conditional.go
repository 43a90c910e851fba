// Package conditional holds flags that are set under a condition, and left as they were otherwise.
package conditional

import "sync"

type parser struct {
	text    string
	place   int
	escaped bool
	quoted  bool
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

func open(text string) *parser {
	p := parsers.Get().(*parser)
	p.text = text
	p.place = 0 // want "without `escaped`: the next user"
	return p
}

func (p *parser) next() byte {
	at := p.text[p.place]
	if at == '\\' {
		p.escaped = true
	}
	if at == '"' {
		p.quoted = true
	} else {
		p.quoted = true
	}
	p.place++
	return at
}

func Parse(text string) bool {
	p := open(text)
	defer parsers.Put(p)
	for p.place < len(p.text) {
		p.next()
	}
	return p.escaped || p.quoted
}
