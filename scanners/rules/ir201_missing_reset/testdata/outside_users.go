package arguments

import "sync"

type pair struct{ key, value string }

// Arguments are lent to other programs.
type Arguments struct {
	pairs []pair
}

func (a *Arguments) Add(key, value string) { a.pairs = append(a.pairs, pair{key, value}) }

func (a *Arguments) Len() int { return len(a.pairs) }

func (a *Arguments) Reset() { a.pairs = a.pairs[:0] }

var arguments sync.Pool

func AcquireArguments() *Arguments {
	if v := arguments.Get(); v != nil {
		return v.(*Arguments)
	}
	return &Arguments{}
}

func ReleaseArguments(a *Arguments) {
	arguments.Put(a) // want "the `\*Arguments` goes back into `arguments` without a reset, and its next user trusts the field `pairs`"
}

// Headers are reset by whoever releases them.
type Headers struct {
	pairs []pair
}

func (h *Headers) Add(key, value string) { h.pairs = append(h.pairs, pair{key, value}) }

func (h *Headers) Reset() { h.pairs = h.pairs[:0] }

var headers = sync.Pool{New: func() any { return new(Headers) }}

func AcquireHeaders() *Headers { return headers.Get().(*Headers) }

func (h *Headers) Release() {
	h.Reset()
	headers.Put(h)
}

// Options are reset where they are lent, but for those that are empty anyway.
type Options struct {
	names []string
}

func (o *Options) Add(name string) { o.names = append(o.names, name) }

func (o *Options) Reset() { o.names = o.names[:0] }

var options = sync.Pool{New: func() any { return new(Options) }}

func AcquireOptions() *Options {
	o := options.Get().(*Options)
	if len(o.names) > 0 {
		o.Reset()
	}
	return o
}

func ReleaseOptions(o *Options) { options.Put(o) }

// Parser begins anew with each text, and has nothing to reset.
type Parser struct {
	words []string
}

func (p *Parser) Parse(text string) { p.words = append(p.words[:0], text) }

func (p *Parser) Words() []string { return append([]string(nil), p.words...) }

var parsers = sync.Pool{New: func() any { return new(Parser) }}

func AcquireParser() *Parser { return parsers.Get().(*Parser) }

func ReleaseParser(p *Parser) { parsers.Put(p) }

// Reader is reset to what it reads, by whoever takes one.
type Reader struct {
	text string
	at   int
}

func (r *Reader) Reset(text string) { r.text, r.at = text, 0 }

func (r *Reader) Next() byte {
	r.at++
	return r.text[r.at-1]
}

var readers = sync.Pool{New: func() any { return new(Reader) }}

func AcquireReader() *Reader { return readers.Get().(*Reader) }

func ReleaseReader(r *Reader) { readers.Put(r) }

// keeper is lent to nobody else: no other package can name what lends it.
type keeper struct {
	names []string
}

func (k *keeper) Add(name string) { k.names = append(k.names, name) }

func (k *keeper) Reset() { k.names = k.names[:0] }

var keepers = sync.Pool{New: func() any { return new(keeper) }}

func takeKeeper() *keeper { return keepers.Get().(*keeper) }

func giveKeeper(k *keeper) { keepers.Put(k) }
