package a

import (
	"net"
	"sync"

	"google.golang.org/grpc"
)

// Taken from the pool, or dialled where that is empty.
var stubs sync.Pool // want "`stubs.Put` takes its objects from `grpc.Dial`: one `grpc.ClientConn`"

func stub(target string) (*grpc.ClientConn, error) {
	if v := stubs.Get(); v != nil {
		return v.(*grpc.ClientConn), nil
	}
	return grpc.Dial(target)
}

func giveStub(c *grpc.ClientConn) { stubs.Put(c) }

// Through another function.
type upstream struct {
	idle sync.Pool // want "`upstream.idle.Put` takes its objects from `net.Dial`"
}

func (u *upstream) connect() (net.Conn, error) { return net.Dial("tcp", "x:1") }

func (u *upstream) conn() (net.Conn, error) {
	if c, ok := u.idle.Get().(net.Conn); ok {
		return c, nil
	}
	return u.connect()
}

func (u *upstream) put(c net.Conn) { u.idle.Put(c) }

// What is taken borrows a connection for a while.
type exchange struct {
	conn net.Conn
	body []byte
}

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

func begin() (*exchange, error) {
	x := exchanges.Get().(*exchange)
	conn, err := net.Dial("tcp", "x:1")
	x.conn = conn
	return x, err
}

func end(x *exchange) {
	x.conn.Close()
	x.conn = nil
	exchanges.Put(x)
}
