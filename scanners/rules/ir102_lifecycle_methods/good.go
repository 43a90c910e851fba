// Package relay pools the memory of what it closes.
package relay

import (
	"compress/gzip"
	"io"
	"net"
	"sync"
)

type peer struct {
	net.Conn
	scratch []byte
}

// Relay owns its pools.
type Relay struct {
	peers   sync.Pool
	writers sync.Pool
}

// NewRelay makes a relay.
func NewRelay() *Relay {
	r := &Relay{}
	r.peers.New = func() any { return new(peer) }
	r.writers.New = func() any { return gzip.NewWriter(io.Discard) }
	return r
}

// Send closes the connection and lets go of it; only the scratch memory is pooled.
func (r *Relay) Send(c net.Conn, p []byte) error {
	o := r.peers.Get().(*peer)
	o.Conn = c
	o.scratch = append(o.scratch[:0], p...)
	_, err := o.Write(o.scratch)
	o.Close()
	o.Conn = nil
	r.peers.Put(o)
	return err
}

// Pack uses a codec: its Close ends the stream, and Reset makes it as new.
func (r *Relay) Pack(w io.Writer, p []byte) error {
	z := r.writers.Get().(*gzip.Writer)
	z.Reset(w)
	_, err := z.Write(p)
	if err == nil {
		err = z.Close()
	}
	z.Reset(io.Discard)
	r.writers.Put(z)
	return err
}
