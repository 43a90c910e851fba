package codecs

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/example/ratelimit"
)

var readers = sync.Pool{New: func() any { return bufio.NewReader(strings.NewReader("")) }}

func first(in io.Reader) (string, error) {
	r := readers.Get().(*bufio.Reader)
	r.Reset(in)
	line, err := r.ReadString('\n')
	readers.Put(r) // want "still refers to what it was reset to; call `Reset\(nil\)` before the Put"
	return line, err
}

func second(in io.Reader) (string, error) {
	r := readers.Get().(*bufio.Reader)
	defer putReader(r)
	r.Reset(in)
	return r.ReadString('\n')
}

func putReader(r *bufio.Reader) {
	r.Reset(nil)
	readers.Put(r)
}

type response struct {
	io.Writer
	zw *gzip.Writer
}

var writers sync.Pool

func (r *response) start() {
	r.zw = writers.Get().(*gzip.Writer)
	r.zw.Reset(r.Writer)
}

func (r *response) Close() error {
	err := r.zw.Close()
	writers.Put(r.zw) // want "still refers to what it was reset to"
	r.zw = nil
	return err
}

var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

func inflate(in io.Reader) ([]byte, error) {
	fr := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(fr) // want "still refers to what it was reset to"
	if err := fr.(flate.Resetter).Reset(in, nil); err != nil {
		return nil, err
	}
	return io.ReadAll(fr)
}

type zipper struct {
	out bytes.Buffer
	in  bytes.Reader
	zw  *gzip.Writer
}

var zippers = sync.Pool{New: func() any { return &zipper{zw: gzip.NewWriter(nil)} }}

// The writer of a zipper writes into the zipper's own buffer.
func zip(data []byte) string {
	z := zippers.Get().(*zipper)
	z.in.Reset(data)
	z.out.Reset()
	z.zw.Reset(&z.out)
	_, _ = io.Copy(z.zw, &z.in)
	_ = z.zw.Close()
	s := z.out.String()
	zippers.Put(z) // want "while it still refers through `in` to what that was reset to"
	return s
}

var hashes = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func buffer(text string) string {
	b := hashes.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(text)
	s := b.String()
	hashes.Put(b)
	return s
}

type resettable interface {
	io.WriteCloser
	Reset(io.Writer)
}

var anyWriters = sync.Pool{New: func() any { return newWriter() }}

func newWriter() resettable { return gzip.NewWriter(nil) }

func throughInterface(body []byte) (string, error) {
	w := anyWriters.Get().(resettable)
	defer anyWriters.Put(w) // want "still refers to what it was reset to"
	var out bytes.Buffer
	w.Reset(&out)
	_, err := w.Write(body)
	return out.String(), err
}

type own struct{ out io.Writer }

func (o *own) Reset(out io.Writer) { o.out = out }

var owns = sync.Pool{New: func() any { return new(own) }}

// What Reset sets is told field by field where the type is of the package.
func ownReset(out io.Writer, body []byte) {
	o := owns.Get().(*own)
	o.Reset(out)
	_, _ = o.out.Write(body)
	o.out = nil
	owns.Put(o)
}

var unzippers = sync.Pool{New: func() any { return new(gzip.Reader) }}

// A reader that reads its header at once cannot be reset to nil.
func unzip(in io.Reader) ([]byte, error) {
	z := unzippers.Get().(*gzip.Reader)
	defer unzippers.Put(z) // want "reset it to an empty reader, such as `strings.NewReader\(..\)`"
	if err := z.Reset(in); err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

var emptied = sync.Pool{New: func() any { return new(gzip.Reader) }}

func unzipAndLetGo(in io.Reader) ([]byte, error) {
	z := emptied.Get().(*gzip.Reader)
	defer func() {
		z.Reset(strings.NewReader(""))
		emptied.Put(z)
	}()
	if err := z.Reset(in); err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

type source struct {
	*gzip.Reader
	size int64
}

var sources = sync.Pool{New: func() any { return &source{Reader: new(gzip.Reader)} }}

func size(in io.Reader) (int64, error) {
	s := sources.Get().(*source)
	defer sources.Put(s) // want "while it still refers through `Reader` to what that was reset to; reset that to an empty reader"
	if err := s.Reader.Reset(in); err != nil {
		return 0, err
	}
	var err error
	s.size, err = io.Copy(io.Discard, s)
	return s.size, err
}

var asserted sync.Pool

type closing struct{ *gzip.Writer }

func (c *closing) Close() error {
	err := c.Writer.Close()
	asserted.Put(c.Writer) // want "still refers to what it was reset to"
	return err
}

func closingTo(out io.Writer) io.WriteCloser {
	if v := asserted.Get(); v != nil {
		w := v.(*gzip.Writer)
		w.Reset(out)
		return &closing{w}
	}
	return &closing{gzip.NewWriter(out)}
}

// A timer that is reset keeps nothing of the time that it is given.
var timers = sync.Pool{New: func() any { return time.NewTimer(time.Hour) }}

func pause(limits *ratelimit.Bucket) {
	until := limits.Take(1)
	t := timers.Get().(*time.Timer)
	t.Reset(until)
	<-t.C
	timers.Put(t)
}
