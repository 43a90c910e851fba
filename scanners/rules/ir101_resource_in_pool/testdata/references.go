package a

import (
	"net"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Server owns its listener and its pool; what the pool holds points back to it.
type Server struct {
	ln   net.Listener
	pool sync.Pool
}

type task struct {
	server *Server
	body   []byte
}

func (s *Server) serve(body []byte) {
	t, ok := s.pool.Get().(*task)
	if !ok {
		t = &task{server: s}
	}
	t.body = append(t.body[:0], body...)
	s.pool.Put(t)
}

// A connection passes through the channel and does not stay in it.
type worker struct{ work chan net.Conn }

var workers = sync.Pool{New: func() any { return &worker{work: make(chan net.Conn, 1)} }}

// The raw pointer is how a data structure keeps its own memory.
type column struct{ data vector }

type vector struct {
	start  unsafe.Pointer
	length int
}

var columns = sync.Pool{New: func() any { return &column{} }}

// A field of an embedded struct is cleared by its own name.
type batch struct {
	inner
	data []byte
}

type inner struct{ conn net.Conn }

var batches = sync.Pool{New: func() any { return &batch{} }}

func (b *batch) release() {
	b.conn = nil
	batches.Put(b)
}

// What a list of other objects leads to is not the list's.
type place struct {
	name  string
	world *world
}

type world struct{ log struct{ file *os.File } }

var lists = sync.Pool{New: func() any { return new([]*place) }}

// A list of what owns a connection itself is another matter.
type line struct{ conn net.Conn }

var lines = sync.Pool{New: func() any { return new([]*line) }} // want "`\[\]\*line\[\].conn` is a `net.Conn`"

// A map that entries are deleted from one by one is a register of what others own.
type hub struct {
	open  map[net.Conn]int
	count int
}

func (h *hub) enter(c net.Conn) { h.open[c] = 1 }

func (h *hub) leave(c net.Conn) { delete(h.open, c) }

var hubs = sync.Pool{New: func() any { return &hub{open: map[net.Conn]int{}} }}

// Taken and put back by one function that never listens.
type daemon struct {
	listeners []net.Listener
	handle    func([]byte)
}

func (d *daemon) listen(l net.Listener) { d.listeners = append(d.listeners, l) }

func (d *daemon) run(p []byte) { d.handle(p) }

var daemons sync.Pool

func runOnce(p []byte, handle func([]byte)) {
	d, _ := daemons.Get().(*daemon)
	if d == nil {
		d = &daemon{}
	}
	d.handle = handle
	d.run(p)
	d.handle = nil
	daemons.Put(d)
}

// The same, but it does.
var listening sync.Pool // want "`daemon.listeners\[\]` is a `net.Listener`"

func listenOnce(l net.Listener) {
	d, _ := listening.Get().(*daemon)
	if d == nil {
		d = &daemon{}
	}
	d.listen(l)
	listening.Put(d)
}

// The same, made by a function that fills it.
var made sync.Pool // want "`daemon.listeners\[\]` is a `net.Listener`"

func newDaemon(l net.Listener) *daemon { return &daemon{listeners: []net.Listener{l}} }

func serveOnce(l net.Listener) {
	d, _ := made.Get().(*daemon)
	if d == nil {
		d = newDaemon(l)
	}
	d.run(nil)
	made.Put(d)
}

// A raw pointer to what Go allocates.
var blocks = sync.Pool{New: func() any { return unsafe.Pointer(unsafe.SliceData(make([]byte, 64))) }}

// One to what somebody else does.
var foreign = sync.Pool{New: func() any { return unsafe.Pointer(allocate(64)) }} // want "`foreign` keeps `unsafe.Pointer`, and what that points to may lie outside Go.s memory"

func allocate(n int) uintptr { return uintptr(n) }

// Raw pointers in fields that lead to what Go allocates.
type cell struct {
	of   reflect.Value
	at   unsafe.Pointer
	last unsafe.Pointer
}

var cells = sync.Pool{New: func() any {
	c := &cell{of: reflect.New(reflect.TypeOf(0))}
	c.at = c.of.UnsafePointer()
	c.last = unsafe.Pointer(new([8]byte))
	return c
}}

type handle struct{ at unsafe.Pointer }

var handles = sync.Pool{New: func() any { // want "`handle.at` is an `unsafe.Pointer`"
	return &handle{at: unsafe.Pointer(allocate(8))}
}}

// What everybody who takes an object sets is theirs, also where they ask first whether they have got one.
type result struct {
	code int
	at   unsafe.Pointer
}

var results sync.Pool

func takeResult(code int, at unsafe.Pointer) *result {
	r, ok := results.Get().(*result)
	if ok {
		r.code = code
		r.at = at
		return r
	}
	return &result{code: code, at: at}
}

func giveResult(r *result) { results.Put(r) }

func asked(code int, at unsafe.Pointer) int {
	r := takeResult(code, at)
	defer giveResult(r)
	return r.code
}

// A list that goroutines share without a lock links its nodes by raw pointers.
type link struct {
	value int
	next  unsafe.Pointer
}

var links = sync.Pool{New: func() any { return new(link) }}

func (l *link) append(value int) bool {
	added := links.Get().(*link)
	added.value, added.next = value, nil
	return atomic.CompareAndSwapPointer(&l.next, nil, unsafe.Pointer(added))
}

func unlink(l *link) { links.Put(l) }

// This one is told where foreign memory lies.
type window struct{ at unsafe.Pointer }

var windows = sync.Pool{New: func() any { return new(window) }} // want "`window.at` is an `unsafe.Pointer`"

func open(size int) *window {
	w := windows.Get().(*window)
	atomic.StorePointer(&w.at, unsafe.Pointer(allocate(size)))
	return w
}

func shut(w *window) { windows.Put(w) }
