// Package dropped has clients that functions make, use and drop, with no handler or loop in sight.
package dropped

import (
	"context"
	"crypto/tls"
	"database/sql"
	"net"
	"net/http"

	"example.com/names/tracing"
	"github.com/redis/go-redis/v9"
	"google.golang.org/grpc"
)

type Feed struct {
	address string
	tls     *tls.Config
	base    *http.Transport
	options *redis.Options
}

// Read is called by other modules, for each thing that they read.
func (f *Feed) Read() (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: f.tls}} // want "`http.Transport` is made by each call of `Feed.Read` and dropped without being closed"
	return client.Get(f.address)
}

// A clone of the default one, with another hat on.
func Fetch(r *http.Request) (*http.Response, error) {
	var transport http.RoundTripper = http.DefaultTransport
	if known, ok := transport.(*http.Transport); ok {
		transport = known.Clone() // want "`http.Transport` is made by each call of `Fetch`"
	}
	client := &http.Client{Transport: tracing.Around(transport)}
	return client.Do(r)
}

// A clone of one that is kept.
func (f *Feed) Insecurely(r *http.Request) (*http.Response, error) {
	transport := f.base.Clone() // want "`http.Transport` is made by each call of `Feed.Insecurely`"
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	return transport.RoundTrip(r)
}

// Headers have a Clone as well.
func Headers(r *http.Request) (*http.Response, error) {
	r.Header = r.Header.Clone()
	return http.DefaultTransport.RoundTrip(r)
}

// Made by a function that returns it, for a function that is called by an exported one.
func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{}} // want "`http.Transport` is made by each call of `head`"
}

func head(address string) (*http.Response, error) { return newClient().Head(address) }

func Alive(address string) bool {
	response, err := head(address)
	return err == nil && response.StatusCode == http.StatusOK
}

// Several requests share it.
func (f *Feed) All(requests []*http.Request) {
	client := &http.Client{Transport: &http.Transport{}}
	for _, each := range requests {
		_, _ = client.Do(each)
	}
}

// The connection is closed with the response, or has to be.
func (f *Feed) Once(r *http.Request) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{}}
	r.Close = true
	return client.Do(r)
}

func (f *Feed) Last(r *http.Request) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{}}
	r.Header.Set("Connection", "close")
	return client.Do(r)
}

func (f *Feed) Tidily(r *http.Request) error {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	_, err := transport.RoundTrip(r)
	return err
}

// Who starts something does so once, and so does whom it calls.
func NewFeed(address string) (*Feed, error) {
	client := &http.Client{Transport: &http.Transport{}}
	_, err := client.Get(address)
	return &Feed{address: address}, err
}

func announce(address string) error {
	client := &http.Client{Transport: &http.Transport{}}
	_, err := client.Post(address, "text/plain", nil)
	return err
}

func (f *Feed) Start() error { return announce(f.address) }

// A function that is handed around may run once.
func install() error {
	client := &http.Client{Transport: &http.Transport{}}
	_, err := client.Get("https://example.com/")
	return err
}

var commands = map[string]func() error{"install": install}

// Made for the request, and not sent through.
func Prepare(r *http.Request) *http.Client {
	client := &http.Client{Transport: &http.Transport{}}
	return client
}

// A cache client and a database that nobody closes.
func (f *Feed) Forget(ctx context.Context, key string) error {
	client := redis.NewClient(f.options) // want "`redis.NewClient` is made by each call of `Feed.Forget` and dropped without being closed"
	return client.Del(ctx, key).Err()
}

func Count(dsn string) (n int, err error) {
	db, err := sql.Open("ledger", dsn) // want "`sql.Open` is made by each call of `Count` and dropped without being closed"
	if err != nil {
		return 0, err
	}
	err = db.QueryRow("SELECT COUNT(*) FROM visits").Scan(&n)
	return n, err
}

// Closed, if late.
func Visits(dsn string) (n int, err error) {
	db, err := sql.Open("ledger", dsn)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	return n, db.QueryRow("SELECT COUNT(*) FROM visits").Scan(&n)
}

type ledger struct{ db *sql.DB }

func (l *ledger) visits() (n int, err error) {
	return n, l.db.QueryRow("SELECT COUNT(*) FROM visits").Scan(&n)
}

// openLedger returns a handle twice: itself, and in what uses it.
func openLedger(dsn string) (*ledger, *sql.DB, error) {
	db, err := sql.Open("ledger", dsn)
	if err != nil {
		return nil, nil, err
	}
	return &ledger{db: db}, db, nil
}

func ClosedBeside(dsn string) (int, error) {
	books, db, err := openLedger(dsn)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return books.visits()
}

func openAnother(dsn string) (*ledger, *sql.DB, error) {
	db, err := sql.Open("ledger", dsn) // want "`sql.Open` is made by each call of `LeftOpen` and dropped without being closed"
	if err != nil {
		return nil, nil, err
	}
	return &ledger{db: db}, db, nil
}

func LeftOpen(dsn string) (int, error) {
	books, db, err := openAnother(dsn)
	if err != nil {
		return 0, err
	}
	if err := db.Ping(); err != nil {
		return 0, err
	}
	return books.visits()
}

// Goes on to work with it.
func (f *Feed) Watch(ctx context.Context) {
	client := redis.NewClient(f.options)
	for {
		_ = client.Ping(ctx).Err()
	}
}

type gateway struct{ client *http.Client }

func (g *gateway) Run(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func assemble() *gateway { return &gateway{client: &http.Client{Transport: &http.Transport{}}} }

// Begins anew when its configuration has changed.
func Supervise(changes <-chan context.Context) {
	for ctx := range changes {
		g := assemble()
		_ = g.Run(ctx)
	}
}

type suite struct{ address string }

// A test of a suite.
func (s *suite) TestAnswers() error {
	client := &http.Client{Transport: &http.Transport{}}
	_, err := client.Get(s.address)
	return err
}

type remote struct{ transport http.RoundTripper }

func lookUp(base *http.Transport, proxy string) (found remote, err error) {
	if proxy != "" {
		found.transport = base.Clone()
	}
	return found, err
}

// Nobody sends anything through what is only looked at.
func (f *Feed) validate(w http.ResponseWriter, r *http.Request) {
	if _, err := lookUp(f.base, r.URL.Host); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

// Which one a caller gets is its own choice.
func choose(kind string) *http.Client {
	switch kind {
	case "feed":
		return &http.Client{Transport: &http.Transport{}}
	default:
		return http.DefaultClient
	}
}

func (f *Feed) Chosen(r *http.Request) (*http.Response, error) { return choose("page").Do(r) }

// However many functions hand it on.
func deepest() *http.Transport { return &http.Transport{} } // want "is made by each call of `Feed.Handed`"
func deeper() *http.Transport  { return deepest() }
func deep() *http.Transport    { return deeper() }

func (f *Feed) Handed(r *http.Request) (*http.Response, error) {
	client := &http.Client{Transport: deep()}
	return client.Do(r)
}

type eventStream interface {
	grpc.ClientStream
	Recv() (string, error)
}

type eventClient struct{ conn *grpc.ClientConn }

func newEventClient(conn *grpc.ClientConn) *eventClient { return &eventClient{conn} }

func (c *eventClient) Watch(ctx context.Context) (eventStream, error) { return nil, ctx.Err() }
func (c *eventClient) Last(ctx context.Context) (string, error)       { return "", ctx.Err() }

// Events leaves a connection to its stream, which lives on.
func (f *Feed) Events(ctx context.Context) (eventStream, error) {
	conn, err := grpc.NewClient(f.address)
	if err != nil {
		return nil, err
	}
	return newEventClient(conn).Watch(ctx)
}

func (f *Feed) LastEvent(ctx context.Context) (string, error) {
	conn, err := grpc.NewClient(f.address) // want "`grpc.NewClient` is made by each call of `Feed.LastEvent`"
	if err != nil {
		return "", err
	}
	return newEventClient(conn).Last(ctx)
}

// Over has a connection already: the transport speaks over that one, and the caller closes it.
func Over(c net.Conn, r *http.Request) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return c, nil },
	}}
	return client.Do(r)
}

// Across dials a place of its own choice.
func Across(path string, r *http.Request) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{ // want "`http.Transport` is made by each call of `Across`"
		DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", path) },
	}}
	return client.Do(r)
}
