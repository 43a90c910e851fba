// Package gateway dials where a connection is owned, and pools the buffers.
package gateway

import (
	"bytes"
	"net"
	"os"
	"sync"
)

// Upstream owns its connections: at most cap(idle) of them, closed with it.
type Upstream struct {
	idle    chan net.Conn
	buffers sync.Pool
}

func NewUpstream(limit int) *Upstream {
	return &Upstream{
		idle:    make(chan net.Conn, limit),
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
}

func (u *Upstream) conn() (net.Conn, error) {
	select {
	case c := <-u.idle:
		return c, nil
	default:
		return net.Dial("tcp", "upstream:9000")
	}
}

func (u *Upstream) Send(text string) error {
	b := u.buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer u.buffers.Put(b)
	c, err := u.conn()
	if err != nil {
		return err
	}
	b.WriteString(text)
	_, err = b.WriteTo(c)
	return err
}

// The file is read and closed here; only its bytes reach the pool.
func (u *Upstream) Load(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	b := new(bytes.Buffer)
	_, err = b.ReadFrom(file)
	u.buffers.Put(b)
	return err
}
