// Package gateway pools memory and leaves connections to whoever dialled them.
package gateway

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"sync"
)

// A frame is memory and nothing else.
type frame struct {
	head    [16]byte
	payload []byte
	text    bytes.Buffer
	zip     *gzip.Writer
	next    *frame
}

var frames = sync.Pool{New: func() any { return new(frame) }}

// A response borrows the connection that it answers on: it is cleared before every Put.
type response struct {
	conn net.Conn
	body []byte
}

func (r *response) reset() {
	r.conn = nil
	r.body = r.body[:0]
}

var responses = sync.Pool{New: func() any { return new(response) }}

func Answer(conn net.Conn, text string) error {
	r := responses.Get().(*response)
	defer func() {
		r.reset()
		responses.Put(r)
	}()
	r.conn = conn
	r.body = append(r.body, text...)
	_, err := r.conn.Write(r.body)
	return err
}

// An io.Writer may be anything: what cannot be known is not reported.
type printer struct{ out io.Writer }

var printers = sync.Pool{New: func() any { return new(printer) }}
