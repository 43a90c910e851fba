// Package chosen has fields that a method sets where its user wants that.
package chosen

import "sync"

type encoder struct {
	buf    []byte
	depth  int
	indent bool
}

func (e *encoder) setIndent() { e.indent = true }

func (e *encoder) reset() {
	e.buf = e.buf[:0]
	e.depth = 0 // want "without `indent`"
}

func (e *encoder) encode(text string) string {
	if e.indent {
		e.buf = append(e.buf, '\t')
	}
	e.buf = append(e.buf, text...)
	return string(e.buf)
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

func encode(text string, indent bool) string {
	e := encoders.Get().(*encoder)
	e.reset()
	if indent {
		e.setIndent()
	}
	s := e.encode(text)
	encoders.Put(e)
	return s
}

type decoder struct {
	buf    []byte
	depth  int
	strict bool
}

func (d *decoder) setStrict(on bool) { d.strict = on }

func (d *decoder) reset() {
	d.buf = d.buf[:0]
	d.depth = 0
}

func (d *decoder) decode(text string) int {
	if d.strict {
		return 0
	}
	d.buf = append(d.buf, text...)
	return len(d.buf)
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

// Whoever takes a decoder says how strict it is to be, perhaps of one that has just been made.
func take(strict bool) *decoder {
	d, ok := decoders.Get().(*decoder)
	if !ok {
		d = new(decoder)
	}
	d.reset()
	d.setStrict(strict)
	return d
}

func decode(text string, strict bool) int {
	d := take(strict)
	defer decoders.Put(d)
	return d.decode(text)
}

var kept = sync.Pool{New: func() any { return new(decoder) }}

func decodeKept(text string) (n int) {
	if d, ok := kept.Get().(*decoder); ok {
		d.reset()
		d.setStrict(len(text) > 80)
		n = d.decode(text)
		kept.Put(d)
	}
	return n
}
