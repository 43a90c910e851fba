package a

import "sync"

type request struct{ body []byte }

type Server struct {
	pool    sync.Pool  // pool: Server.pool field *request
	buffers *sync.Pool // pool: Server.buffers field []byte
	shared  *sync.Pool
	memory  struct {
		requestPool  sync.Pool // pool: Server.memory.requestPool field *request
		responsePool sync.Pool // pool: Server.memory.responsePool field -
	}
	a, b sync.Pool // pool: Server.a field -; pool: Server.b field int
	name string
}

var global = sync.Pool{} // pool: global package int

func NewServer() *Server {
	s := &Server{
		pool:    sync.Pool{New: func() any { return &request{} }},
		buffers: &sync.Pool{New: func() interface{} { return make([]byte, 10) }},
		shared:  &global,
	}
	s.memory.requestPool.New = func() any { return new(request) }
	s.shared.Put(1) // put: global
	return s
}

func (s *Server) serve() {
	r := s.pool.Get().(*request)               // get: Server.pool
	defer s.pool.Put(r)                        // put: Server.pool
	q := s.memory.requestPool.Get().(*request) // get: Server.memory.requestPool
	s.memory.requestPool.Put(q)                // put: Server.memory.requestPool
	_ = s.buffers.Get()                        // get: Server.buffers
	s.b.Put(2)                                 // put: Server.b
	b := &s.b
	_ = b.Get() // get: Server.b
}

type embedding struct {
	sync.Pool // pool: embedding.Pool field *request
	size      int
}

type outer struct {
	*embedding
}

type pointerEmbedding struct {
	*sync.Pool // pool: pointerEmbedding.Pool field string
}

func embedded(e *embedding, o outer) {
	r := e.Get().(*request) // get: embedding.Pool
	e.Put(r)                // put: embedding.Pool
	e.Pool.Put(r)           // put: embedding.Pool
	o.Put(r)                // put: embedding.Pool
	p := pointerEmbedding{&sync.Pool{New: func() any { return "" }}}
	_ = p.Get() // get: pointerEmbedding.Pool
}

var single struct { // a package-level variable of a type without a name
	pool sync.Pool // pool: single.pool package []int
}

var registry = struct {
	sync.Mutex
	pools map[string]*sync.Pool // pool: registry.pools package -
}{pools: map[string]*sync.Pool{"a": {}}}

func anonymous() {
	single.pool.Put([]int{}) // put: single.pool
	registry.Lock()
	_ = registry.pools["a"].Get() // get: registry.pools
}

// Nothing is ever put into the field, so it is a pool of its own only because it is used.
type borrower struct {
	pool *sync.Pool // pool: borrower.pool field -
	idle *sync.Pool
}

func (b borrower) take() any {
	return b.pool.Get() // get: borrower.pool
}
