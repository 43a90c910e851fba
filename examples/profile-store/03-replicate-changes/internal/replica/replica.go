// Package replica passes changes on to a second store.
package replica

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"example.com/profile-store/internal/profile"
)

const maxKept = 16 << 10

// change is the memory that one change is encoded into.
type change struct {
	encoded []byte
}

func (c *change) reset() {
	c.encoded = c.encoded[:0]
}

func (c *change) text(s string) {
	c.encoded = binary.AppendUvarint(c.encoded, uint64(len(s)))
	c.encoded = append(c.encoded, s...)
}

// Replica sends changes to one other store.
type Replica struct {
	changes     sync.Pool
	connections *connections
}

// New returns a replica that opens at most size connections to address.
func New(address string, size int) *Replica {
	return &Replica{
		changes:     sync.Pool{New: func() any { return new(change) }},
		connections: newConnections(address, size),
	}
}

// Send passes one profile on.
func (r *Replica) Send(ctx context.Context, p profile.Profile) error {
	c := r.take()
	defer r.give(c)
	c.text(p.ID)
	c.text(p.Name)
	c.text(p.City)
	for _, tag := range p.Tags {
		c.text(tag)
	}

	conn, err := r.connections.take(ctx)
	if err != nil {
		return err
	}
	err = conn.SetWriteDeadline(time.Now().Add(time.Second))
	if err == nil {
		_, err = conn.Write(c.encoded)
	}
	r.connections.give(conn, err == nil)
	if err != nil {
		return fmt.Errorf("send change: %w", err)
	}
	return nil
}

// Close closes the connections once those in use are free.
func (r *Replica) Close() {
	r.connections.close()
}

func (r *Replica) take() *change {
	return r.changes.Get().(*change)
}

func (r *Replica) give(c *change) {
	if cap(c.encoded) > maxKept {
		return
	}
	c.reset()
	r.changes.Put(c)
}
