// Package kinds holds pools of several types that are made of one.
package kinds

import (
	"compress/gzip"
	"io"
	"sort"
	"sync"
)

type Pool[T any] struct{ pool sync.Pool }

func (p *Pool[T]) Get() *T {
	held, ok := p.pool.Get().(*T)
	if !ok {
		held = new(T)
	}
	return held
}

func (p *Pool[T]) Put(held *T) { p.pool.Put(held) }

type page struct{ data []byte }

type compressing struct {
	writers Pool[gzip.Writer]
	readers Pool[gzip.Reader]
	pages   Pool[page]
}

func (c *compressing) write(out io.Writer, data []byte) error {
	w := c.writers.Get()
	w.Reset(out)
	_, err := w.Write(data)
	w.Close()
	c.writers.Put(w) // want "still refers to what it was reset to"
	return err
}

func (c *compressing) read(in io.Reader) ([]byte, error) {
	r := c.readers.Get()
	if err := r.Reset(in); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	c.readers.Put(r) // want "reset it to an empty reader"
	return data, err
}

// What a writer refers to is no business of pages.
func (c *compressing) release(p *page) {
	p.data = p.data[:0]
	c.pages.Put(p)
}

type sorter struct{ all []any }

func (s *sorter) Len() int           { return len(s.all) }
func (s *sorter) Swap(i, j int)      { s.all[i], s.all[j] = s.all[j], s.all[i] }
func (s *sorter) Less(i, j int) bool { return i < j }

var sorters = sync.Pool{New: func() any { return new(sorter) }}

// What a user gives takes the place of what the object has, until that is taken back.
func sorted(all []any) {
	s, _ := sorters.Get().(*sorter)
	saved := s.all
	s.all = all
	sort.Sort(s)
	s.all = saved
	sorters.Put(s)
}

// The wrapper is for all types: each caller lets go of what its object refers to.
type packing struct{ writers Pool[gzip.Writer] }

func (p *packing) pack(out io.Writer, data []byte) {
	w := p.writers.Get()
	w.Reset(out)
	w.Write(data)
	w.Reset(io.Discard)
	p.writers.Put(w)
}

func (p *packing) first(out io.Writer) {
	w := p.writers.Get()
	w.Reset(out)
	p.writers.Put(w) // want "still refers to what it was reset to"
}

func (p *packing) second(out io.Writer) {
	w := p.writers.Get()
	w.Reset(out)
	p.writers.Put(w) // want "still refers to what it was reset to"
}

func (p *packing) third(out io.Writer) {
	w := p.writers.Get()
	w.Reset(out)
	p.writers.Put(w) // want "still refers to what it was reset to"
}

func (p *packing) fourth(out io.Writer) {
	w := p.writers.Get()
	w.Reset(out)
	p.writers.Put(w) // want "still refers to what it was reset to"
}
