// Package lifetimes has clients that are made in handlers and loops, and live on or not.
package lifetimes

import (
	"crypto/tls"
	"database/sql"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/names/directory"
	"golang.org/x/net/http2"
)

type tenant struct {
	name string
	tls  *tls.Config
}

type registry struct {
	mu       sync.Mutex
	once     sync.Once
	clients  map[string]*http.Client
	shared   *http.Client
	default_ http.RoundTripper
}

func newClient(config *tls.Config) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config}} // want "is made for each request that `registry.returned` serves"
}

// The constructor is called for each request.
func (g *registry) returned(w http.ResponseWriter, r *http.Request) {
	response, err := newClient(nil).Do(r)
	if err == nil {
		_, _ = io.Copy(w, response.Body)
	}
}

// Kept in a map: made once for each tenant.
func (g *registry) cached(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	client, ok := g.clients[r.Host]
	if !ok {
		client = &http.Client{Transport: &http.Transport{}}
		g.clients[r.Host] = client
	}
	_, _ = client.Do(r)
}

// Made once.
func (g *registry) first(w http.ResponseWriter, r *http.Request) {
	g.once.Do(func() { g.shared = &http.Client{Transport: &http.Transport{}} })
	_, _ = g.shared.Do(r)
}

// Kept by a function that it is handed to.
func (g *registry) handed(w http.ResponseWriter, r *http.Request) {
	g.keep(r.Host, &http.Client{Transport: &http.Transport{}})
}

func (g *registry) keep(host string, client *http.Client) { g.clients[host] = client }

// Used by a function that it is handed to.
func (g *registry) lent(w http.ResponseWriter, r *http.Request) {
	g.fetch(r, &http.Client{Transport: &http.Transport{}}) // want "is made for each request that `registry.lent` serves"
}

func (g *registry) fetch(r *http.Request, client *http.Client) { _, _ = client.Do(r) }

// Connections are closed, or not kept at all.
func (g *registry) tidy(w http.ResponseWriter, r *http.Request) {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	_, _ = transport.RoundTrip(r)
	once := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	_, _ = once.Do(r)
}

// A field of the client is set, and HTTP/2 is set up.
func (g *registry) assembled(w http.ResponseWriter, r *http.Request) {
	client := http.Client{Timeout: time.Second}
	if r.TLS != nil {
		transport := &http.Transport{} // want "is made for each request that `registry.assembled` serves"
		_ = http2.ConfigureTransport(transport)
		client.Transport = transport
	}
	_, _ = client.Do(r)
}

// The transport belongs to somebody else.
func (g *registry) borrowed(w http.ResponseWriter, r *http.Request) {
	client := http.Client{Transport: g.default_}
	_, _ = client.Do(r)
}

// A handler that is returned uses what is made once.
func handler(config *tls.Config) http.HandlerFunc {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	return func(w http.ResponseWriter, r *http.Request) { _, _ = client.Do(r) }
}

// Each tenant has its own settings.
func checkAll(tenants []tenant, r *http.Request) {
	for _, each := range tenants {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: each.tls}}
		_, _ = client.Do(r)
	}
}

// Tried again until it works.
func connect(dsn string) *sql.DB {
	for {
		db, err := sql.Open("ledger", dsn)
		if err == nil && db.Ping() == nil {
			return db
		}
		time.Sleep(time.Second)
	}
}

// The last one lives on.
func rotate(ticks <-chan time.Time, r *http.Request) {
	var client *http.Client
	for range ticks {
		client = &http.Client{Transport: &http.Transport{}}
		go func() { _, _ = client.Do(r) }()
	}
}

func upload(r *http.Request) error {
	client := &http.Client{Transport: &http.Transport{}} // want "in each iteration of a loop in `uploadAll`"
	_, err := client.Do(r)
	return err
}

func uploadAll(requests []*http.Request) error {
	for _, each := range requests {
		if err := upload(each); err != nil {
			return err
		}
	}
	return nil
}

// Called once, as far as anybody can see.
func ping(r *http.Request) error {
	client := &http.Client{Transport: &http.Transport{}}
	_, err := client.Do(r)
	return err
}

func start(r *http.Request) error { return ping(r) }

// Each peer has a goroutine that works as long as it is there.
func watchAll(peers <-chan *http.Request) {
	for peer := range peers {
		go watch(peer)
	}
}

func watch(r *http.Request) {
	client := &http.Client{Transport: &http.Transport{}}
	for {
		_, _ = client.Do(r)
	}
}

// Found again by its name, in a package that is not at hand.
func register(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{}}
	if err := directory.Clients().Register(r.URL.Path, client); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
	}
}

// Wrapped by a package that is not at hand.
func wrap(w http.ResponseWriter, r *http.Request) {
	client := directory.Traced(&http.Client{Transport: &http.Transport{}}) // want "for each request that `wrap` serves"
	_, _ = client.Do(r)
}

// A loop that waits until it can begin, and makes its client in the last round.
func begin(r *http.Request, ready func() bool) error {
	for i := 0; i < 100; i++ {
		if ready() {
			client := &http.Client{Transport: &http.Transport{}}
			_, err := client.Do(r)
			return err
		}
		time.Sleep(time.Second)
	}
	return nil
}

// Goes on where the first try fails.
func insist(requests []*http.Request) error {
	for range requests {
		client := &http.Client{Transport: &http.Transport{}} // want "in each iteration of a loop in `insist`"
		_, err := client.Do(requests[0])
		if err != nil {
			continue
		}
		return nil
	}
	return nil
}

// A request that starts a worker, which goes on with its client.
func follow(w http.ResponseWriter, r *http.Request) {
	go func() {
		client := &http.Client{Transport: &http.Transport{}}
		for {
			_, _ = client.Do(r)
		}
	}()
}

// A request that is answered before its work is done.
func later(w http.ResponseWriter, r *http.Request) {
	go func() {
		client := &http.Client{Transport: &http.Transport{}} // want "for each request that `later` serves"
		_, _ = client.Do(r)
	}()
}

var byTenant sync.Map

// Made once for each tenant, unless two do so at a time.
func (g *registry) raced(w http.ResponseWriter, r *http.Request) {
	made := &http.Client{Transport: &http.Transport{}}
	known, isKnown := byTenant.LoadOrStore(r.Host, made)
	if isKnown {
		made = known.(*http.Client)
	}
	_, _ = made.Do(r)
}

type address struct{ user, host string }

func (a *address) String() string { return a.user + "@" + a.host }

// Each round opens another database.
func probeAll(hosts []string) (alive int) {
	for _, host := range hosts {
		at := address{user: "probe"}
		at.host = host
		db, err := sql.Open("ledger", at.String())
		if err != nil {
			continue
		}
		if db.Ping() == nil {
			alive++
		}
		_ = db.Close()
	}
	return alive
}

// A transport that only says how to dial keeps no connections.
func relay(w http.ResponseWriter, r *http.Request) {
	settings := transportTo(r.Host)
	out, err := settings.Dial("tcp", r.Host)
	if err == nil {
		_, _ = io.Copy(out, r.Body)
		_ = out.Close()
	}
}

func transportTo(host string) *http.Transport {
	return &http.Transport{TLSClientConfig: &tls.Config{ServerName: host}, Dial: (&net.Dialer{Timeout: time.Second}).Dial}
}
