package literals

import (
	"compress/gzip"
	"io"
	"net/http"
	"sync"
)

var writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// zipped takes its writer right into a literal, and resets it there.
type zipped struct {
	http.ResponseWriter
	gz *gzip.Writer
}

func zip(w http.ResponseWriter) *zipped {
	z := &zipped{ResponseWriter: w, gz: writers.Get().(*gzip.Writer)}
	z.gz.Reset(w)
	return z
}

func (z *zipped) Write(p []byte) (int, error) { return z.gz.Write(p) }

func (z *zipped) Close() error {
	err := z.gz.Close()
	writers.Put(z.gz) // want "the `\*gzip.Writer` goes back into `writers` while it still refers to what it was reset to"
	z.gz = nil
	return err
}

var spares = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// packed lets go of what it wrote to.
type packed struct {
	gz *gzip.Writer
}

func pack(w io.Writer) *packed {
	gz := spares.Get().(*gzip.Writer)
	p := packed{gz: gz}
	p.gz.Reset(w)
	return &p
}

func (p *packed) Close() error {
	err := p.gz.Close()
	p.gz.Reset(io.Discard)
	spares.Put(p.gz)
	p.gz = nil
	return err
}

var lazies = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// lazy resets its writer with the first byte, in another method than the one that takes it.
type lazy struct {
	out io.Writer
	gz  *gzip.Writer
}

func (l *lazy) init() { l.gz = lazies.Get().(*gzip.Writer) }

func (l *lazy) Write(p []byte) (int, error) {
	if l.gz == nil {
		l.init()
		l.gz.Reset(l.out)
	}
	return l.gz.Write(p)
}

func (l *lazy) Close() error {
	err := l.gz.Close()
	lazies.Put(l.gz) // want "the `\*gzip.Writer` goes back into `lazies` while it still refers to what it was reset to"
	l.gz = nil
	return err
}

var idles = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// idle lets go in the method that gives back.
type idle struct {
	out io.Writer
	gz  *gzip.Writer
}

func (i *idle) init() { i.gz = idles.Get().(*gzip.Writer) }

func (i *idle) start() { i.gz.Reset(i.out) }

func (i *idle) release() {
	gz := i.gz
	gz.Reset(nil)
	idles.Put(gz)
}
