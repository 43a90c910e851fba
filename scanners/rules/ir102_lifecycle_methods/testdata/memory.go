package a

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
)

// WriteTo alone says nothing: these are memory.
var (
	buffers  = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	readers  = sync.Pool{New: func() any { return new(bytes.Reader) }}
	texts    = sync.Pool{New: func() any { return new(strings.Reader) }}
	buffered = sync.Pool{New: func() any { return bufio.NewReader(nil) }}
	zipped   = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	inflated = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

// A codec of our own: Close beside a Reset that takes a stream.
type coder struct{ out io.WriteCloser }

func (c *coder) Reset(w io.Writer) {}
func (c *coder) Close() error      { return c.out.Close() }

var coders = sync.Pool{New: func() any { return new(coder) }}

// A wrapper of a codec has the codec's Close.
type packed struct {
	*gzip.Writer
	head []byte
}

var packs = sync.Pool{New: func() any { return &packed{Writer: gzip.NewWriter(io.Discard)} }}

// Close that gives the object back is how it is released.
type cursor struct {
	conn net.Conn
	row  []byte
}

var cursors = sync.Pool{New: func() any { return new(cursor) }}

func (c *cursor) Close() error {
	err := c.conn.Close()
	cursors.Put(c)
	return err
}

// Close that only forgets has nothing to end.
type list struct{ items []string }

func (l *list) Close() error { l.items = l.items[:0]; return nil }

var lists = sync.Pool{New: func() any { return new(list) }}

// What the object borrows for a while is not its own.
type recorder struct {
	writer http.ResponseWriter
	conn   net.Conn
}

func (r *recorder) Hijack() { r.conn.SetDeadline(zero); r.conn.Close() }

var recorders = sync.Pool{New: func() any { return new(recorder) }}

func give(r *recorder) {
	*r = recorder{}
	recorders.Put(r)
}

// Closed before every Put.
type handle struct{ conn net.Conn }

func (h *handle) Close() error { return h.conn.Close() }

var handles = sync.Pool{New: func() any { return new(handle) }}

func finish(h *handle) {
	h.Close()
	handles.Put(h)
}

// A stream behind an interface may be a codec.
var streams = sync.Pool{New: func() any { return flate.NewWriterDict }}

type wrapped struct{ io.WriteCloser }

var wraps = sync.Pool{New: func() any { return new(wrapped) }}

// A hijacker gives away a connection that the server owns.
type hijacked struct {
	http.Hijacker
	level int
}

var hijacks = sync.Pool{New: func() any { return new(hijacked) }}

func giveHijacked(h *hijacked) { hijacks.Put(h) }
