// Package unseen puts back what a field holds: only the calls of the package tell how it is made.
package unseen

import (
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"
)

var decoders sync.Pool // want "`decoders` keeps what `zstd.NewReader` makes"

type stream struct {
	decoder *zstd.Decoder
	err     error
}

func open(r io.Reader) *stream {
	s := &stream{}
	if cached, ok := decoders.Get().(*zstd.Decoder); ok {
		s.decoder = cached
		s.err = cached.Reset(r)
	} else {
		s.decoder, s.err = zstd.NewReader(r)
	}
	return s
}

func (s *stream) Close() {
	decoders.Put(s.decoder)
	s.decoder = nil
}

// Two calls make encoders, and one of them makes quiet ones: which one fills the pool is in doubt.
var encoders sync.Pool

var once, _ = zstd.NewWriter(nil)

type sink struct{ encoder *zstd.Encoder }

func (s *sink) fill() { s.encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) }

func (s *sink) Close() { encoders.Put(s.encoder) }
