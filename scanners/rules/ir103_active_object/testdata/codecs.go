package a

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"runtime"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Made by New.
var encoders = sync.Pool{New: func() any { // want "`encoders` keeps what `zstd.NewWriter` makes, and that starts goroutines"
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil
	}
	return w
}}

func compress(w io.Writer, p []byte) {
	z := encoders.Get().(*zstd.Encoder)
	z.Reset(w)
	z.Write(p)
	z.Close()
	encoders.Put(z)
}

// Kept from starting any.
var quiet = sync.Pool{New: func() any {
	w, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	return w
}}

// Told to start some.
var loud = sync.Pool{New: func() any { // want "`loud` keeps what `zstd.NewReader` makes"
	r, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(4))
	return r
}}

// Inside an object of our own.
type writer struct {
	*zstd.Encoder
	pool *sync.Pool
}

var wrapped = sync.Pool{New: func() any { // want "`wrapped` keeps what `zstd.NewWriter` makes"
	w, _ := zstd.NewWriter(io.Discard)
	return &writer{Encoder: w}
}}

// Closed by a finaliser.
type guarded struct{ z *zstd.Encoder }

var finalised = sync.Pool{New: func() any { // want "`runtime.SetFinalizer` ends them"
	w, _ := zstd.NewWriter(io.Discard)
	g := &guarded{z: w}
	runtime.SetFinalizer(g, func(g *guarded) { g.z.Close() })
	return g
}}

// Options that come from elsewhere are in doubt.
func newPool(options ...zstd.EOption) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := zstd.NewWriter(io.Discard, options...)
		return w
	}}
}

func newLimitedPool(concurrency int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := zstd.NewWriter(io.Discard, zstd.WithEncoderConcurrency(concurrency))
		return w
	}}
}

// Only used for whole blocks: no stream, no goroutine.
var blocks = sync.Pool{New: func() any {
	w, _ := zstd.NewWriter(nil)
	return w
}}

func block(p []byte) []byte {
	z := blocks.Get().(*zstd.Encoder)
	defer blocks.Put(z)
	return z.EncodeAll(p, nil)
}

// Made by a function that is given to a wrapper.
type coders struct {
	pool sync.Pool // want "`coders.pool` keeps what `zstd.NewWriter` makes"
}

func newCoders(make func() io.WriteCloser) *coders {
	return &coders{pool: sync.Pool{New: func() any { return make() }}}
}

var given = newCoders(func() io.WriteCloser {
	w, _ := zstd.NewWriter(nil)
	return w
})

// Used for blocks and for streams.
var both = sync.Pool{New: func() any { // want "`both` keeps what `zstd.NewWriter` makes"
	w, _ := zstd.NewWriter(nil)
	return w
}}

func either(out io.Writer, p []byte) []byte {
	z := both.Get().(*zstd.Encoder)
	defer both.Put(z)
	if out == nil {
		return z.EncodeAll(p, nil)
	}
	z.Reset(out)
	z.Write(p)
	z.Close()
	return nil
}

// One constructor for every encoding: which it makes is said by whoever calls it.
func newEncoder(encoding string, level int) (io.WriteCloser, error) {
	switch encoding {
	case "gzip":
		return gzip.NewWriterLevel(nil, level)
	case "zstd":
		return zstd.NewWriter(nil)
	default:
		return nil, errors.New("unknown encoding")
	}
}

var gzips = sync.Pool{New: func() any {
	w, _ := newEncoder("gzip", 1)
	return w
}}

var zstds = sync.Pool{New: func() any { // want "`zstds` keeps what `zstd.NewWriter` makes"
	w, _ := newEncoder("zstd", 1)
	return w
}}

func newEncoders(encoding string) *sync.Pool {
	return &sync.Pool{New: func() any { // want "keeps what `zstd.NewWriter` makes"
		w, _ := newEncoder(encoding, 1)
		return w
	}}
}

type decoder interface {
	decode(p []byte) ([]byte, error)
}

// A decoder of whole blocks behind an interface.
type wholeDecoder struct{ z *zstd.Decoder }

func newWholeDecoder() (*wholeDecoder, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<20))
	return &wholeDecoder{z: z}, err
}

func (d *wholeDecoder) decode(p []byte) ([]byte, error) { return d.z.DecodeAll(p, nil) }

var wholes = sync.Pool{New: func() any {
	d, err := newWholeDecoder()
	if err != nil {
		return nil
	}
	return d
}}

func decodeWhole(p []byte) ([]byte, error) {
	d := wholes.Get().(decoder)
	defer wholes.Put(d)
	return d.decode(p)
}

// One that reads a stream as well.
type streamDecoder struct{ z *zstd.Decoder }

func newStreamDecoder() (*streamDecoder, error) {
	z, err := zstd.NewReader(nil)
	return &streamDecoder{z: z}, err
}

func (d *streamDecoder) decode(p []byte) ([]byte, error) {
	if len(p) < 1<<10 {
		return d.z.DecodeAll(p, nil)
	}
	d.z.Reset(bytes.NewReader(p))
	return io.ReadAll(d.z)
}

var streams = sync.Pool{New: func() any { // want "`streams` keeps what `zstd.NewReader` makes"
	d, _ := newStreamDecoder()
	return d
}}

func decodeStream(p []byte) ([]byte, error) {
	d := streams.Get().(decoder)
	defer streams.Put(d)
	return d.decode(p)
}
