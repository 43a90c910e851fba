// Package bufs lends buffers that other packages fill.
package bufs

import "sync"

type Pair struct {
	Key   []byte
	Value []byte
	Title []byte
}

type Pairs struct{ pool sync.Pool }

func New() *Pairs { return &Pairs{pool: sync.Pool{New: func() any { return new(Pair) }}} }

func (p *Pairs) Get() *Pair { return p.pool.Get().(*Pair) }

func (p *Pairs) Put(pair *Pair) { p.pool.Put(pair) } // want "however large `Key`, `Value` may have grown"

type Page struct{ Text []byte }

var pages = sync.Pool{New: func() any { return new(Page) }}

func GetPage() *Page { return pages.Get().(*Page) }

func PutPage(page *Page) { pages.Put(page) }

type Note struct{ Lines []string }

var notes = sync.Pool{New: func() any { return new(Note) }}

func GetNote() *Note { return notes.Get().(*Note) }

func PutNote(note *Note) {
	clear(note.Lines)
	note.Lines = note.Lines[:0]
	notes.Put(note)
}
