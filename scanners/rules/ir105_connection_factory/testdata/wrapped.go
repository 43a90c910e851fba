// Package wrapped dials, and has another package make a client of the connection.
package wrapped

import (
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"
	"sync"
	"time"
)

type peers struct {
	address string
	plain   sync.Pool // want "`peers.plain.New` takes its objects from `net.DialTimeout`"
	json    sync.Pool // want "`peers.json.New` takes its objects from `net.Dial`"
	lent    sync.Pool
}

func newPeers(address string) *peers {
	p := &peers{address: address}
	p.plain.New = p.dial
	p.json.New = func() any {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return nil
		}
		return rpc.NewClientWithCodec(jsonrpc.NewClientCodec(conn))
	}
	return p
}

func (p *peers) dial() any {
	for {
		conn, err := net.DialTimeout("tcp", p.address, time.Second)
		if err == nil {
			return rpc.NewClient(conn)
		}
	}
}

func (p *peers) call(method string, in, out any) error {
	client, ok := p.plain.Get().(*rpc.Client)
	if !ok {
		client = p.json.Get().(*rpc.Client)
	}
	defer p.plain.Put(client)
	return client.Call(method, in, out)
}

// lend keeps what others have dialled.
func (p *peers) lend(conn net.Conn) {
	p.lent.Put(rpc.NewClient(conn))
}
