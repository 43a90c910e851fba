// Package optional holds fields that are set for arguments that may be left out.
package optional

import "sync"

type decoder struct {
	data  []byte
	place int
	visit func(string) bool
	limit int
	depth int
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

// Limit is an option.
type Limit int

// Depth is another.
type Depth int

// decode goes on with the callback of the last caller where this one gives none.
func (d *decoder) decode(data []byte, options ...any) int {
	d.limit = 100
	d.depth = 0
	for _, each := range options {
		switch option := each.(type) {
		case func(string) bool:
			d.visit = option
		case Limit:
			d.limit = int(option)
		case Depth:
			d.depth = int(option)
		}
	}
	d.data = data
	d.place = 0 // want "without `visit`: the next user"
	return d.run()
}

func (d *decoder) run() int {
	for d.place < len(d.data) && d.place < d.limit {
		if d.visit != nil && !d.visit(string(d.data[d.place])) {
			break
		}
		d.place++
	}
	return d.place + d.depth
}

// Decode takes a decoder.
func Decode(data []byte, options ...any) int {
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	return d.decode(data, options...)
}

type printer struct {
	text   string
	place  int
	quote  func(string) string
	indent string
}

// Shop has printers that are all set up in the same way.
type Shop struct {
	pool  sync.Pool
	marks []any
}

// NewShop makes one.
func NewShop(marks ...any) *Shop {
	return &Shop{pool: sync.Pool{New: func() any { return new(printer) }}, marks: marks}
}

func (p *printer) setUp(marks ...any) {
	for _, each := range marks {
		switch mark := each.(type) {
		case func(string) string:
			p.quote = mark
		case string:
			p.indent = mark
		}
	}
}

func (p *printer) print(text string) string {
	p.text = text
	p.place = 0
	if p.quote != nil {
		text = p.quote(text)
	}
	return p.indent + text
}

// Print sets a printer up with what the shop was made with.
func (s *Shop) Print(text string) string {
	p := s.pool.Get().(*printer)
	defer s.pool.Put(p)
	p.setUp(s.marks...)
	return p.print(text)
}
