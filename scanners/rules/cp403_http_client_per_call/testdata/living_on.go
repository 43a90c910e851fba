// Package livingon has clients that outlive the variable which holds them, in ways of their own.
package livingon

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"sync"

	"google.golang.org/grpc"
)

type closer interface{ Close() error }

type peer struct {
	mu   sync.Mutex
	conn closer
	addr string
}

func (p *peer) Invoke(ctx context.Context) (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		_, err = p.dial(ctx)
	}
	return err
}

// A named result is kept as well.
func (p *peer) dial(ctx context.Context) (conn closer, err error) {
	conn, err = grpc.DialContext(ctx, p.addr)
	if err != nil {
		return nil, err
	}
	p.conn = conn
	return p.conn, nil
}

type store struct {
	db     *sql.DB
	bucket *bucket
}

type bucket struct{ of *store }

func (s *store) Bucket() *bucket { return s.bucket }

func (s *store) count(ctx context.Context) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT count(*) FROM things").Scan(&n)
	return n, err
}

func newStore(dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	s := &store{db: db}
	s.bucket = &bucket{of: s}
	return s, nil
}

type Opener struct{ dsn string }

// OpenBucket gives a part of the store, which keeps it.
func (o Opener) OpenBucket(ctx context.Context) (*bucket, error) {
	s, err := newStore(o.dsn)
	if err != nil {
		return nil, err
	}
	if err := s.db.PingContext(ctx); err != nil {
		return nil, err
	}
	return s.Bucket(), nil
}

type Counter struct{ dsn string }

// Count gives a number, and leaves its connections open.
func (c Counter) Count(ctx context.Context) (int, error) {
	db, err := sql.Open("postgres", c.dsn) // want "made by each call of `Counter.Count`"
	if err != nil {
		return 0, err
	}
	s := &store{db: db}
	return s.count(ctx)
}

var drivers map[string]bool

// Drivers is asked often, and looks once.
func (c Counter) Drivers() map[string]bool {
	if drivers == nil {
		drivers = map[string]bool{}
		for _, name := range sql.Drivers() {
			db, _ := sql.Open(name, "")
			drivers[name] = db.Driver() != nil
		}
	}
	return drivers
}

type flow struct{ conn *grpc.ClientConn }

func (f *flow) Close() error { return f.conn.Close() }
func (f *flow) push(n int)   { f.conn.Connect() }

func newFlow(addr string) (*flow, error) {
	conn, err := grpc.NewClient(addr)
	if err != nil {
		return nil, err
	}
	return &flow{conn: conn}, nil
}

// generate has a client for each of its workers.
func generate(addrs []string, work chan int) {
	for range addrs {
		f, err := newFlow(addrs[0])
		if err != nil {
			return
		}
		go func(f *flow) {
			for n := range work {
				f.push(n)
			}
			f.Close()
		}(f)
	}
}

var testDial func(context.Context, string, string) (net.Conn, error)

// ask has a transport of its own in tests alone: nothing else sets the variable.
func (p *peer) ask(hosts []string) (answered int) {
	for _, host := range hosts {
		client := &http.Client{}
		if testDial != nil {
			transport := &http.Transport{}
			transport.DialContext = testDial
			client.Transport = transport
		}
		if response, err := client.Get(host); err == nil {
			answered++
			response.Body.Close()
		}
	}
	return answered
}

var proxyDial func(context.Context, string, string) (net.Conn, error)

// UseProxy makes each request go another way.
func UseProxy(dial func(context.Context, string, string) (net.Conn, error)) { proxyDial = dial }

func (p *peer) askThrough(hosts []string) (answered int) {
	for _, host := range hosts {
		client := &http.Client{}
		if proxyDial != nil {
			transport := &http.Transport{} // want "in each iteration of a loop in `peer.askThrough`"
			transport.DialContext = proxyDial
			client.Transport = transport
		}
		if response, err := client.Get(host); err == nil {
			answered++
			response.Body.Close()
		}
	}
	return answered
}
