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

// Scanner is handed out, and options set it up.
type Scanner struct {
	text    string
	place   int
	dialect string
	strict  bool
}

// Option sets up a scanner.
type Option func(*Scanner)

// WithDialect is an option.
func WithDialect(dialect string) Option {
	return func(s *Scanner) { s.dialect = dialect }
}

var scanners = sync.Pool{New: func() any { return new(Scanner) }}

// GetScanner takes one.
func GetScanner() *Scanner { return scanners.Get().(*Scanner) }

// PutScanner puts it back.
func PutScanner(s *Scanner) {
	s.text = ""
	s.place = 0
	s.strict = false // want "without `dialect`: the next user"
	scanners.Put(s)
}

// Apply sets a scanner up.
func (s *Scanner) Apply(options ...Option) {
	for _, each := range options {
		each(s)
	}
}

// Scan goes by the dialect.
func (s *Scanner) Scan(text string) int {
	s.text = text
	if s.dialect == "loud" {
		return len(s.text)
	}
	s.strict = true
	s.place++
	return s.place
}

// Reader is set up by options where it is made, and never again.
type Reader struct {
	text   string
	place  int
	size   int
	strict bool
}

// ReaderOption sets up a reader.
type ReaderOption func(*Reader)

// WithSize is an option.
func WithSize(size int) ReaderOption {
	return func(r *Reader) { r.size = size }
}

func newReader(options ...ReaderOption) *Reader {
	r := &Reader{}
	for _, each := range options {
		each(r)
	}
	return r
}

// Readers are alike.
type Readers struct{ pool sync.Pool }

// NewReaders makes readers with the same options.
func NewReaders(options ...ReaderOption) *Readers {
	return &Readers{pool: sync.Pool{New: func() any { return newReader(options...) }}}
}

// Get takes a reader.
func (r *Readers) Get() *Reader { return r.pool.Get().(*Reader) }

// Put puts it back.
func (r *Readers) Put(reader *Reader) {
	reader.text = ""
	reader.place = 0
	reader.strict = false
	r.pool.Put(reader)
}

// Read reads as much as it is made for.
func (r *Reader) Read(text string) string {
	r.text = text
	r.strict = true
	r.place++
	return r.text[:min(r.size, len(r.text))]
}
