// Package unseenpools uses pools of which only the calls are seen: of packages that are not at hand, and of interfaces.
package unseenpools

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"example.com/elsewhere/memory"
	"example.com/elsewhere/pool"
)

var blockPool = memory.NewBufferPool()

func block(parts []string) []byte {
	buf := blockPool.Get()
	defer blockPool.Put(buf)
	for _, part := range parts {
		buf.WriteString(part)
	}
	return buf.Bytes() // want "`buf.Bytes\(\)` is returned .* into `blockPool`"
}

func line(parts []string) string {
	buf := blockPool.Get()
	defer blockPool.Put(buf)
	for _, part := range parts {
		buf.WriteString(part)
	}
	return buf.String()
}

// An interface says no more of a pool than such a package.
type buffers interface {
	Get() *bytes.Buffer
	Put(buf *bytes.Buffer)
}

type client struct{ bufferPool buffers }

func (c *client) attach(request *http.Request, write func(io.Writer)) {
	var buf *bytes.Buffer
	if c.bufferPool != nil {
		buf = c.bufferPool.Get()
		defer c.bufferPool.Put(buf)
	} else {
		buf = new(bytes.Buffer)
	}
	write(buf)
	request.Body = io.NopCloser(buf) // want "`request.Body` outlives"
}

func (c *client) copied(write func(io.Writer)) []byte {
	buf := c.bufferPool.Get()
	defer c.bufferPool.Put(buf)
	write(buf)
	return bytes.Clone(buf.Bytes())
}

// Two short functions stand between the pool and its users.
func getBuffer() *bytes.Buffer {
	buf := pool.Buffers.Get()
	buf.Reset()
	return buf
}

func putBuffer(buf *bytes.Buffer) {
	pool.Buffers.Put(buf)
}

func read(r io.Reader) ([]byte, error) {
	buf := getBuffer()
	defer putBuffer(buf)
	if _, err := io.Copy(buf, r); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil // want "`buf.Bytes\(\)` is returned"
}

// A store has such methods too: what goes back is what everybody gets.
type settings struct{ names []string }

type store interface {
	Get() *settings
	Put(s *settings)
}

func rename(s store, name string) []string {
	current := s.Get()
	current.names = append(current.names, name)
	s.Put(current)
	return current.names
}

// Nobody gives back here what the pool gave: another one takes its place.
type sessions interface {
	Get() *settings
	Put(s *settings)
}

type desk struct{ pool sessions }

func (d *desk) swapped() []string {
	old := d.pool.Get()
	d.pool.Put(new(settings))
	return old.names
}

// What this one gives is asked for by name.
func (d *desk) named(keyed interface {
	Get(name string) *settings
	Put(s *settings)
}) []string {
	found := keyed.Get("pool")
	keyed.Put(found)
	return found.names
}

// The code of this one is at hand: it keeps nothing.
type noPool struct{}

func (noPool) Get() *bytes.Buffer  { return new(bytes.Buffer) }
func (noPool) Put(_ *bytes.Buffer) {}

func unpooled(p noPool, words []string) []byte {
	buf := p.Get()
	defer p.Put(buf)
	buf.WriteString(strings.Join(words, " "))
	return buf.Bytes()
}
