// Package copied takes copies of pooled structs: what their slices lie in is not copied.
package copied

import "sync"

// A frame is used again with its data, and without its labels.
type frame struct {
	data   []byte
	labels []string
	size   int
}

var frames = sync.Pool{New: func() any { return new(frame) }}

func (f *frame) reset() {
	f.data = f.data[:0]
	f.labels = nil
	f.size = 0
}

func (f *frame) Free() {
	f.reset()
	frames.Put(f)
}

func encode(input string) frame {
	f := frames.Get().(*frame)
	defer f.Free()
	f.data = append(f.data, input...)
	return *f // want "`\*f` is returned and shares its memory with `f`"
}

func renamed(input string) frame {
	f := frames.Get().(*frame)
	f.data = append(f.data, input...)
	result := *f
	f.Free()
	return result // want "`result` is returned and shares its memory with `f`"
}

type log struct{ frames []frame }

func (l *log) add(input string) {
	f := frames.Get().(*frame)
	f.data = append(f.data, input...)
	l.frames = append(l.frames, *f) // want "`l.frames` outlives this function and holds memory of `f`"
	f.Free()
}

// cloned gives the copy an array of its own.
func cloned(input string) frame {
	f := frames.Get().(*frame)
	defer f.Free()
	f.data = append(f.data, input...)
	result := *f
	result.data = append([]byte(nil), f.data...)
	return result
}

// moved gives the array away.
func moved(input string) frame {
	f := frames.Get().(*frame)
	f.data = append(f.data, input...)
	result := *f
	f.data = make([]byte, 0, 64)
	f.Free()
	return result
}

// kept gives away the array alone.
func kept(input string) []byte {
	f := frames.Get().(*frame)
	f.data = append(f.data, input...)
	result := f.data
	f.data = make([]byte, 0, 64)
	f.Free()
	return result
}

// given returns what belongs to the caller.
func given(data []byte) frame {
	f := frames.Get().(*frame)
	kept := f.data
	f.data = data
	result := *f
	f.data = kept
	f.Free()
	return result
}

// labelled copies what the pool lets go of.
func labelled(name string) []string {
	f := frames.Get().(*frame)
	defer f.Free()
	f.labels = append(f.labels, name)
	copied := *f
	return copied.labels
}

// A part is overwritten as a whole, so that no array is used twice.
type part struct{ rows []string }

var partPool = sync.Pool{New: func() any { return new(part) }}

func collect(names []string) part {
	p := partPool.Get().(*part)
	p.rows = append(p.rows[:0], names...)
	result := *p
	*p = part{}
	partPool.Put(p)
	return result
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 512); return &b }}

type document struct{ message []byte }

type parser struct {
	document
	depth int
}

func (p *parser) parse(message []byte) { p.message = message }

func Embedded(read func([]byte) int) *document {
	b, _ := scratch.Get().(*[]byte)
	defer scratch.Put(b)
	var p parser
	p.parse((*b)[:read(*b)])
	d := p.document
	return &d // want "`&d` is returned and shares its memory with `b`"
}

func Depth(read func([]byte) int) int {
	b, _ := scratch.Get().(*[]byte)
	defer scratch.Put(b)
	var p parser
	p.parse((*b)[:read(*b)])
	depth := p.depth
	return depth
}

// Within hands out the address of a field.
func Within(read func([]byte) int) *document {
	b, _ := scratch.Get().(*[]byte)
	defer scratch.Put(b)
	var p parser
	p.parse((*b)[:read(*b)])
	return &p.document // want "`&p.document` is returned and shares its memory with `b`"
}

type pair struct{ first, second document }

func Sent(read func([]byte) int, out chan<- *document) {
	b, _ := scratch.Get().(*[]byte)
	defer scratch.Put(b)
	var p pair
	p.first.message = (*b)[:read(*b)]
	out <- &p.second
	out <- &p.first // want "`&p.first` is sent to another goroutine and shares its memory with `b`"
}

func Emptied(read func([]byte) int) *document {
	b, _ := scratch.Get().(*[]byte)
	defer scratch.Put(b)
	var p pair
	p.first.message = (*b)[:read(*b)]
	p.first.message = nil
	return &p.first
}
