// Package readers hands out what a method makes of a buffer that its receiver was made with.
package readers

import (
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { b := make([]byte, 4096); return &b }}

type decoder struct {
	source io.Reader
	block  []byte
}

func newDecoder(source io.Reader, block []byte) (*decoder, error) {
	if len(block) == 0 {
		return nil, io.ErrShortBuffer
	}
	return &decoder{source: source, block: block}, nil
}

type blocks struct {
	source io.Reader
	block  []byte
}

func newBlocks(source io.Reader, block []byte) io.Reader { return &blocks{source, block} }

func (b *blocks) Read(p []byte) (int, error) {
	n, err := b.source.Read(b.block)
	return copy(p, b.block[:n]), err
}

func (d *decoder) reader(upTo int64) (r io.Reader, err error) {
	r = newBlocks(d.source, d.block)
	r = io.LimitReader(r, upTo)
	return r, nil
}

func (d *decoder) size() (n int, err error) {
	n, err = d.source.Read(d.block)
	return n, err
}

func Open(source io.Reader, upTo int64) (io.Reader, error) {
	b, _ := buffers.Get().(*[]byte)
	defer buffers.Put(b)
	d, err := newDecoder(source, *b)
	if err != nil {
		return nil, err
	}
	r, err := d.reader(upTo)
	if err != nil {
		return nil, err
	}
	return r, nil // want "`r` is returned and shares its memory with `b`"
}

func Size(source io.Reader) (int, error) {
	b, _ := buffers.Get().(*[]byte)
	defer buffers.Put(b)
	d, err := newDecoder(source, *b)
	if err != nil {
		return 0, err
	}
	return d.size()
}
