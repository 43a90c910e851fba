package codecs

import (
	"compress/gzip"
	"crypto/sha256"
	"hash"
	"hash/maphash"
	"io"
	"sync"
)

var (
	gzips      = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	hashes     = sync.Pool{New: func() any { return sha256.New() }}
	unresets   = sync.Pool{New: func() any { return sha256.New() }}
	bufferless = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
)

func compress(w io.Writer, text []byte) error {
	z := gzips.Get().(*gzip.Writer)
	defer gzips.Put(z)
	z.Reset(w)
	z.Write(text)
	return z.Close()
}

func digest(text []byte) []byte {
	h := hashes.Get().(hash.Hash)
	h.Reset()
	h.Write(text)
	sum := h.Sum(nil)
	hashes.Put(h)
	return sum
}

func wrongDigest(text []byte) []byte {
	h := unresets.Get().(hash.Hash)
	h.Write(text)
	sum := h.Sum(nil)
	unresets.Put(h) // want "goes back into `unresets` without a reset"
	return sum
}

var seeded = sync.Pool{New: func() any { return new(maphash.Hash) }}

// sum gives each hash a seed, which lets go of what was written before.
func sum(seed maphash.Seed, text string) uint64 {
	h := seeded.Get().(*maphash.Hash)
	h.SetSeed(seed)
	h.WriteString(text)
	n := h.Sum64()
	seeded.Put(h)
	return n
}
