// Package replaced holds objects that work in the memory of their caller for a while.
package replaced

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"
)

type encoder struct {
	out bytes.Buffer
	gz  *gzip.Writer
}

var encoders = sync.Pool{New: func() any { return &encoder{gz: gzip.NewWriter(io.Discard)} }}

func Encode(into, data []byte) ([]byte, error) {
	e, _ := encoders.Get().(*encoder)
	defer func() {
		e.out = *bytes.NewBuffer(nil)
		e.gz.Reset(io.Discard)
		encoders.Put(e)
	}()
	e.out = *bytes.NewBuffer(into[:0])
	e.gz.Reset(&e.out)
	if _, err := e.gz.Write(data); err != nil {
		return nil, err
	}
	err := e.gz.Close()
	return e.out.Bytes(), err
}

type keeper struct{ out bytes.Buffer }

var keepers = sync.Pool{New: func() any { return new(keeper) }}

func Keep(data []byte) []byte {
	k, _ := keepers.Get().(*keeper)
	k.out.Reset()
	k.out.Write(data)
	defer keepers.Put(k)
	return k.out.Bytes() // want "is returned and shares its memory with `k`"
}

type block struct{ data []byte }

func grown(b []byte, size int) []byte { return append(b[:0], make([]byte, size)...) }

var blocks sync.Pool

// Sort keeps what it has sorted into, and gives its old memory for it.
func (b *block) Sort(sort func(to, from []byte)) {
	other, _ := blocks.Get().(*block)
	data := b.data
	to := grown(other.data, len(data))
	sort(to, data)
	other.data, b.data = data, to
	blocks.Put(other)
}

// Copy keeps the memory in both.
func (b *block) Copy(size int) {
	other, _ := blocks.Get().(*block)
	to := grown(other.data, size)
	b.data = to // want "`b.data` outlives this function and holds memory of `other`"
	blocks.Put(other)
}

type source interface{ Names() map[string]int }

type table struct{ names map[string]int }

func (t *table) Names() map[string]int { return t.names }

type machine struct {
	source source
	stack  []int
}

var machines = sync.Pool{New: func() any { return new(machine) }}

func newMachine(of source) *machine {
	m, _ := machines.Get().(*machine)
	if of == nil {
		of = &table{names: map[string]int{}}
	}
	m.source = of
	return m
}

func (m *machine) release() {
	*m = machine{stack: m.stack[:0]}
	machines.Put(m)
}

// What lies behind an interface that the machine lets go of is not the machine's.
func Run(of source) map[string]int {
	m := newMachine(of)
	defer m.release()
	m.stack = append(m.stack, 1)
	found := m.source.Names()
	return found
}

type faults []string

func (f faults) Error() string { return f[0] }

type checker struct {
	found faults
	name  []byte
}

var checkers = sync.Pool{New: func() any { return &checker{name: make([]byte, 0, 64)} }}

func (c *checker) check(v string, name []byte) {
	if v == "" {
		c.found = append(c.found, string(name))
		return
	}
	c.check(v[1:], append(name, v[0]))
}

// What was found is the caller's: the object lets go of it where there is any.
func Check(v string) (err error) {
	c, _ := checkers.Get().(*checker)
	c.check(v, c.name[:0])
	if len(c.found) > 0 {
		err = c.found
		c.found = nil
	}
	checkers.Put(c)
	return
}

// What is let go of is only what has grown too large.
func CheckBounded(v string) error {
	c, _ := bounded.Get().(*bound)
	c.found = append(c.found[:0], v)
	err := c.found
	if cap(c.found) > 64 {
		c.found = nil
	}
	bounded.Put(c)
	return err // want "is returned and shares its memory with `c`"
}

type bound struct{ found faults }

var bounded = sync.Pool{New: func() any { return new(bound) }}

type window struct {
	data []byte
	off  int
}

var spare = sync.Pool{New: func() any { return make([]byte, 0, 512) }}

// What is asked for before the Put knows nothing of what is set behind it.
func (w *window) grow(n int) {
	left := len(w.data) - w.off
	if len(w.data)+n > cap(w.data) {
		var data []byte
		if left+n <= cap(w.data)/2 {
			data = w.data[:left]
		} else {
			data = make([]byte, left, 2*cap(w.data)+n)
		}
		copy(data, w.data[w.off:])
		spare.Put(w.data[:0])
		w.data = data // want "`w.data` outlives this function and holds memory of `w.data\[:0\]`"
		w.off = 0
	}
}

// In the next round it does.
func (w *window) drain(in []byte) {
	data := append(spare.Get().([]byte), in...)
	for range 2 {
		if len(w.data) == 0 {
			spare.Put(data[:0])
			return
		}
		w.data = data[1:]
	}
}
