package settings

import "sync"

// Client is handed out, and its users set what they like.
type Client struct {
	Agent  string
	Quiet  bool
	Encode func(any) ([]byte, error)
	calls  int
}

var clients = sync.Pool{New: func() any { return new(Client) }}

// Acquire takes a client.
func Acquire() *Client { return clients.Get().(*Client) }

// Release puts it back, with the encoder of its user.
func Release(c *Client) {
	c.Agent = ""
	c.Quiet = false // want "without `Encode`, which users set from outside"
	clients.Put(c)
}

// Send encodes a value.
func (c *Client) Send(v any) ([]byte, error) {
	if c.Quiet || c.Agent == "" {
		return nil, nil
	}
	return c.Encode(v)
}

// Server is handed out too, and its method of the name says what is reset.
type Server struct {
	Name  string
	Quiet bool
	Hook  func()
}

var servers = sync.Pool{New: func() any { return new(Server) }}

// AcquireServer takes a server.
func AcquireServer() *Server { return servers.Get().(*Server) }

// ReleaseServer puts it back.
func ReleaseServer(s *Server) {
	s.Name = ""
	s.Quiet = false
	s.resetHooks()
	servers.Put(s)
}

func (s *Server) resetHooks() { s.Hook = nil }

// Run calls the hook.
func (s *Server) Run() {
	if s.Hook != nil && !s.Quiet && s.Name != "" {
		s.Hook()
	}
}

// Batch is made for a schema and keeps it; its columns are reset one by one.
type Batch struct {
	Schema    *Schema
	Columns   []Column
	Selection []int
	Len       int
}

// Schema says what columns there are.
type Schema struct{ Names []string }

// Column is a column of any type.
type Column interface{ Reset() }

// Batches are those of one schema.
type Batches struct {
	schema *Schema
	pool   sync.Pool
}

func newBatch(schema *Schema, columns ...Column) *Batch {
	return &Batch{Schema: schema, Columns: columns}
}

// NewBatches makes a pool for a schema.
func NewBatches(schema *Schema) *Batches {
	b := &Batches{schema: schema}
	b.pool.New = func() any { return newBatch(schema) }
	return b
}

// Reset clears what its user has set.
func (b *Batch) Reset() {
	b.Len = 0
	b.Selection = nil
	for _, each := range b.Columns {
		each.Reset()
	}
}

// Get takes a batch.
func (b *Batches) Get() *Batch {
	batch := b.pool.Get().(*Batch)
	batch.Reset()
	return batch
}

// Put drops batches of other schemas.
func (b *Batches) Put(batch *Batch) {
	if batch.Schema != b.schema || len(batch.Columns) != len(b.schema.Names) {
		return
	}
	b.pool.Put(batch)
}

// Call is set up by methods that can be chained, some of them for several fields.
type Call struct {
	url     string
	body    []byte
	isTried bool
	delay   int
	tries   int
}

var calls = sync.Pool{New: func() any { return new(Call) }}

// NewCall takes a call, with what the last one was to wait.
func NewCall(url string) *Call {
	c := calls.Get().(*Call)
	c.url = url
	c.body = nil
	c.isTried = false // want "without `delay`, `tries`: the next user finds"
	return c
}

// Retry says how often to try, and how long to wait in between.
func (c *Call) Retry(delay, tries int) *Call {
	c.delay = delay
	c.tries = tries
	c.isTried = true
	return c
}

// Do puts the call back.
func (c *Call) Do(send func(string, []byte) bool, wait func(int)) bool {
	for range c.tries {
		if send(c.url, c.body) {
			calls.Put(c)
			return true
		}
		wait(c.delay)
	}
	return false
}

// Chain is bound to its handlers when it is made, by a method that makes it ready.
type Chain struct {
	handlers []func()
	policy   int
	count    int
	place    int
	dirty    bool
}

// Line has chains for its handlers.
type Line struct{ pool sync.Pool }

// NewLine makes chains of these handlers.
func NewLine(handlers []func()) *Line {
	line := new(Line)
	line.pool.New = func() any {
		chain := new(Chain)
		chain.Bind(handlers, len(handlers))
		return chain
	}
	return line
}

// Bind makes a chain ready.
func (c *Chain) Bind(handlers []func(), policy int) {
	c.handlers = handlers
	c.count = len(handlers)
	c.policy = policy
}

// Reset starts again.
func (c *Chain) Reset() {
	c.place = 0
	c.dirty = false
	c.count = len(c.handlers)
}

// Next calls the next handler.
func (c *Chain) Next() {
	if c.place < c.count && c.policy > 0 {
		c.place++
		c.dirty = true
		c.handlers[c.place-1]()
	}
}

// Serve calls them all.
func (l *Line) Serve() {
	chain := l.pool.Get().(*Chain)
	chain.Reset()
	chain.Next()
	l.pool.Put(chain)
}

// Context is handed to the handlers of whoever uses the package.
type Context struct {
	ID      string
	Done    bool
	Skip    bool
	Size    int
	Charset string
	Next    func() error
}

// Handler serves a context.
type Handler func(*Context) error

// App calls handlers.
type App struct {
	pool     sync.Pool
	handlers []Handler
}

// NewApp makes one.
func NewApp() *App {
	app := new(App)
	app.pool.New = func() any { return &Context{Charset: "utf-8"} }
	return app
}

// Reset misses what a handler may have asked to skip.
func (c *Context) Reset() {
	c.ID = ""
	c.Done = false
	c.Size = 0
	c.Next = nil // want "without `Skip`, which users set from outside"
}

// Use adds a handler.
func (a *App) Use(handler Handler) { a.handlers = append(a.handlers, handler) }

// Serve calls the handlers in turn.
func (a *App) Serve(write func(string)) error {
	c := a.pool.Get().(*Context)
	defer a.pool.Put(c)
	c.Reset()
	place := -1
	c.Next = func() error {
		if c.Skip || place+1 == len(a.handlers) {
			return nil
		}
		place++
		handler := a.handlers[place]
		return handler(c)
	}
	err := c.Next()
	if err == nil && !c.Done {
		write(c.Charset)
	}
	return err
}

// Visit is handed to nobody but functions of this package.
type Visit struct {
	Depth int
	Done  bool
	Quiet bool
}

var visits = sync.Pool{New: func() any { return new(Visit) }}

func (v *Visit) reset() {
	v.Depth = 0
	v.Done = false
}

// Walk visits.
func Walk(depth int) int {
	v := visits.Get().(*Visit)
	defer visits.Put(v)
	v.reset()
	down := func(v *Visit) { v.Depth++ }
	for range depth {
		if !v.Quiet && !v.Done {
			down(v)
		}
	}
	return v.Depth
}

type line interface {
	SetHost(h *host)
	Reset(line string)
}

type host struct {
	calls sync.Pool
	make  func() line
}

type call struct {
	host    *host
	tariff  *int
	line    string
	seconds int
}

func (c *call) SetHost(h *host)      { c.host = h }
func (c *call) Host() *host          { return c.host }
func (c *call) SetTariff(cents *int) { c.tariff = cents }
func (c *call) Tariff() *int         { return c.tariff }

func (c *call) Reset(line string) {
	c.line = line
	c.seconds = 0 // want "without `tariff`"
}

// New tells each call whose it is; what it costs is for users to say.
func open(make func() line) *host {
	h := &host{make: make}
	h.calls.New = func() any {
		c := h.make()
		c.SetHost(h)
		return c
	}
	return h
}

func (h *host) answer(line string, talk func(*call)) {
	c := h.calls.Get().(*call)
	c.Reset(line)
	c.seconds++
	talk(c)
	h.calls.Put(c)
}

// Record is taken to start a chain, and only its copies are written.
type Record struct {
	Fields map[string]any
	Text   string
	Caller *string
}

// Log takes records.
type Log struct {
	records sync.Pool
	write   func(string)
}

// Take gives a record.
func (l *Log) Take() *Record {
	if r, ok := l.records.Get().(*Record); ok {
		return r
	}
	return &Record{}
}

// Release misses what copies have.
func (l *Log) Release(r *Record) {
	r.Fields = map[string]any{}
	l.records.Put(r)
}

// Copy makes another one.
func (r *Record) Copy() *Record { return &Record{Fields: r.Fields} }

// Print writes a copy.
func (r *Record) Print(l *Log, text string) {
	copied := r.Copy()
	copied.Text = text
	copied.Caller = &text
	if copied.Caller != nil {
		l.write(*copied.Caller + copied.Text)
	}
}
