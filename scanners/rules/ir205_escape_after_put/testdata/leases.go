// Package leases holds types that hold an object of a pool for their user.
package leases

import (
	"bytes"
	"sync"
)

const size = 2048

var slabs = sync.Pool{New: func() any { return make([]byte, size) }}

type block struct {
	data       []byte
	start, end int
	borrowed   bool
}

func newBlock() *block { return &block{data: slabs.Get().([]byte)} }

func stackBlock() block { return block{data: slabs.Get().([]byte)} }

func wrap(data []byte) *block { return &block{data: data, end: len(data), borrowed: true} }

func (b *block) write(p []byte) {
	b.end += copy(b.data[b.end:], p)
}

func (b *block) bytes() []byte { return b.data[b.start:b.end] }

func (b *block) copied() []byte { return append([]byte(nil), b.bytes()...) }

func (b *block) release() {
	if b == nil || b.data == nil || b.borrowed {
		return
	}
	data := b.data
	b.data = nil
	slabs.Put(data)
}

func Attach(header, data []byte) []byte {
	b := stackBlock()
	b.write(header)
	data = append(b.bytes(), data...)
	b.release()
	return data // want "`data` is returned and shares its memory with `b.data`, which this function puts back into `slabs`"
}

func Deferred(header []byte) []byte {
	b := newBlock()
	defer b.release()
	b.write(header)
	return b.bytes() // want "`b.bytes\(\)` is returned"
}

func Copied(header []byte) []byte {
	b := newBlock()
	defer b.release()
	b.write(header)
	return b.copied()
}

// Wrapped owns nothing of the pool.
func Wrapped(header []byte) []byte {
	b := wrap(header)
	defer b.release()
	return b.bytes()
}

// Failing gives it back on the path that returns nothing of it.
func Failing(header []byte, err error) ([]byte, error) {
	b := newBlock()
	if err != nil {
		b.release()
		return nil, err
	}
	b.write(header)
	return b.bytes(), nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type base struct {
	buffer *bytes.Buffer
	failed error
}

func (b *base) content() ([]byte, error) { return b.buffer.Bytes(), b.failed }

func (b *base) text() string { return b.buffer.String() }

func (b *base) detach() []byte {
	content := b.buffer.Bytes()
	b.buffer = nil
	return content
}

func (b *base) exchange(buffer *bytes.Buffer) { b.buffer = buffer }

type writer struct{ base }

func newWriter() *writer {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	return &writer{base{buffer: b}}
}

func writerOn(b *bytes.Buffer) *writer {
	if b == nil {
		b, _ = buffers.Get().(*bytes.Buffer)
	}
	return &writer{base{buffer: b}}
}

func (w *writer) release() {
	if w.buffer != nil {
		buffers.Put(w.buffer)
		w.buffer = nil
	}
}

func Embedded(header []byte) ([]byte, error) {
	w := newWriter()
	defer w.release()
	w.buffer.Write(header)
	return w.content() // want "`w.content\(\)` is returned and shares its memory with `w.buffer`"
}

func OnNothing(header []byte) ([]byte, error) {
	w := writerOn(nil)
	defer w.release()
	w.buffer.Write(header)
	return w.content() // want "`w.content\(\)` is returned and shares its memory with `w.buffer`"
}

func Text(header []byte) string {
	w := newWriter()
	defer w.release()
	w.buffer.Write(header)
	return w.text()
}

// Detached takes the buffer out, so that nothing goes back.
func Detached(header []byte) []byte {
	w := newWriter()
	defer w.release()
	w.buffer.Write(header)
	return w.detach()
}

// Exchanged writes into the buffer of its caller.
func Exchanged(header []byte, into *bytes.Buffer) ([]byte, error) {
	w := newWriter()
	w.exchange(into)
	w.buffer.Write(header)
	content, err := w.content()
	w.exchange(nil)
	return content, err
}

type note struct{ text []byte }

func (n *note) set(text []byte) { n.text = text }

// Noted keeps the memory in what owns nothing of a pool.
func Noted(header []byte) *note {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Write(header)
	n := new(note)
	n.set(b.Bytes())
	return n // want "`n` is returned and shares its memory with `b`"
}

type chunk struct{ bytes []byte }

var chunks = sync.Pool{New: func() any { return new(chunk) }}

func takeChunk() *chunk { return chunks.Get().(*chunk) }

type packet struct {
	parts [][]byte
	chunk *chunk
}

func newPacket() *packet { return &packet{chunk: takeChunk()} }

// payload lies in the memory of what a field points to.
func (p *packet) payload() []byte { return p.chunk.bytes[:1] }

func (p *packet) free() {
	chunks.Put(p.chunk)
	p.chunk = nil
}

func Payload() []byte {
	p := newPacket()
	defer p.free()
	return p.payload() // want "`p.payload\(\)` is returned and shares its memory with `p.chunk`"
}

func First() byte {
	p := newPacket()
	defer p.free()
	return p.payload()[0]
}

// joined takes what its result lies in.
func (p *packet) joined() []byte {
	p.chunk = takeChunk()
	for _, part := range p.parts {
		p.chunk.bytes = append(p.chunk.bytes, part...)
	}
	return p.chunk.bytes
}

func Joined(packets chan *packet) []byte {
	p := <-packets
	data := p.joined()
	p.free()
	return data // want "`data` is returned and shares its memory with `p.chunk`"
}

func JoinedCopy(packets chan *packet) []byte {
	p := <-packets
	data := append([]byte(nil), p.joined()...)
	p.free()
	return data
}

// Another gives back another one.
func Another(packets chan *packet) []byte {
	p := <-packets
	data := p.joined()
	p = <-packets
	p.free()
	return data
}
