// Package destinations hands pooled slices to codecs to fill, which give them back with another length.
package destinations

import (
	"crypto/cipher"
	"io"
	"sync"

	"github.com/golang/snappy"
	"github.com/klauspost/compress/zstd"
)

var slices = sync.Pool{New: func() any { return new([]byte) }}

// compress gives back its argument where there is room.
func compress(to *[]byte, input []byte) []byte {
	*to = (*to)[:snappy.MaxEncodedLen(len(input))]
	return snappy.Encode(*to, input)
}

func send(out io.Writer, input []byte) error {
	p := slices.Get().(*[]byte)
	payload := compress(p, input)
	slices.Put(p)
	_, err := out.Write(payload) // want "`payload` is used after `p`, whose memory it shares, went back into `slices`"
	return err
}

func decode(out io.Writer, decoder *zstd.Decoder, input []byte) error {
	p := slices.Get().(*[]byte)
	payload, err := decoder.DecodeAll(input, (*p)[:0])
	slices.Put(p)
	if err == nil {
		_, err = out.Write(payload) // want "`payload` is used after `p`, whose memory it shares, went back into `slices`"
	}
	return err
}

func open(out io.Writer, box cipher.AEAD, nonce, input []byte) error {
	p := slices.Get().(*[]byte)
	plain, err := box.Open((*p)[:0], nonce, input, nil)
	slices.Put(p)
	if err == nil {
		_, err = out.Write(plain) // want "`plain` is used after `p`, whose memory it shares, went back into `slices`"
	}
	return err
}

// fresh lets the codec make the slice; what it reads is done with.
func fresh(out io.Writer, input []byte) error {
	p := slices.Get().(*[]byte)
	*p = append((*p)[:0], input...)
	payload := snappy.Encode(nil, *p)
	slices.Put(p)
	_, err := out.Write(payload)
	return err
}

// empty gives the codec no length to write into: it makes a slice.
func empty(out io.Writer, input []byte) error {
	p := slices.Get().(*[]byte)
	payload := snappy.Encode((*p)[:0], input)
	slices.Put(p)
	_, err := out.Write(payload)
	return err
}

func full(out io.Writer, input []byte) error {
	p := slices.Get().(*[]byte)
	payload := snappy.Encode((*p)[:cap(*p)], input)
	slices.Put(p)
	_, err := out.Write(payload) // want "`payload` is used after `p`, whose memory it shares, went back into `slices`"
	return err
}
