// Package latermethods calls methods of what keeps memory of an object.
package latermethods

import "sync"

var blocks = sync.Pool{New: func() any { return make([]byte, 4096) }}

type decoder struct {
	input  []byte
	output []byte
	at     int
	check  func(*decoder)
}

func (d *decoder) set(input []byte) { d.input = input }

// grow and what it calls set other fields.
func (d *decoder) grow(n int) {
	if cap(d.output) < n {
		d.output = make([]byte, n)
	}
	d.rewind()
}

func (d *decoder) rewind() { d.at = 0 }

func (d *decoder) detach() { d.input = append([]byte(nil), d.input...) }

func (d *decoder) clear() { *d = decoder{} }

func (d *decoder) restart() { d.clear() }

// inspect hands the decoder to somebody who may set any field.
func (d *decoder) inspect() { d.check(d) }

func Grown() *decoder {
	block := blocks.Get().([]byte)
	defer blocks.Put(block)
	d := new(decoder)
	d.set(block)
	d.grow(3)
	return d // want "`d` is returned and shares its memory with `block`"
}

func Detached() *decoder {
	block := blocks.Get().([]byte)
	defer blocks.Put(block)
	d := new(decoder)
	d.set(block)
	d.detach()
	return d
}

func Cleared() *decoder {
	block := blocks.Get().([]byte)
	defer blocks.Put(block)
	d := new(decoder)
	d.set(block)
	d.restart()
	return d
}

func Inspected() *decoder {
	block := blocks.Get().([]byte)
	defer blocks.Put(block)
	d := new(decoder)
	d.set(block)
	d.inspect()
	return d
}
