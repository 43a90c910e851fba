package a

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"sync"
	"time"
)

type conn struct{ net.Conn }

func dial() (net.Conn, error) { return net.DialTimeout("tcp", "x:1", time.Second) }

func connect() *conn {
	c, err := dial()
	if err != nil {
		panic(err)
	}
	return &conn{c}
}

// Through two functions.
var chained = sync.Pool{New: func() any { return connect() }} // want "`chained.New` takes its objects from `net.DialTimeout`"

// New is a named function.
var named = sync.Pool{New: newSecure} // want "`named.New` takes its objects from `tls.Dial`"

func newSecure() any {
	c, _ := tls.Dial("tcp", "x:1", nil)
	return c
}

// A method of a dialer.
var dialer = &net.Dialer{}

var dialled = sync.Pool{New: func() any { // want "`dialled.New` takes its objects from `net.Dialer.Dial`"
	c, _ := dialer.Dial("tcp", "x:1")
	return c
}}

// New is set later.
type pool struct {
	mail sync.Pool // want "`pool.mail.New` takes its objects from `smtp.Dial`"
}

func newPool() *pool {
	p := &pool{}
	p.mail.New = func() any {
		c, _ := smtp.Dial("x:25")
		return c
	}
	return p
}

// What is put in was made by a function that dials.
var put sync.Pool // want "`put.Put` takes its objects from `net.DialTimeout`"

func fill() {
	put.Put(connect())
	c := connect()
	defer put.Put(c)
}

// A literal with a connection in it.
type session struct {
	c net.Conn
	b []byte
}

var sessions sync.Pool // want "`sessions.Put` takes its objects from `net.Dial`"

func open() {
	c, _ := net.Dial("tcp", "x:1")
	s := &session{c: c}
	sessions.Put(s)
}

// A response, fetched for every object.
var responses = sync.Pool{New: func() any { // want "`responses.New` takes its objects from `http.Get`"
	r, _ := http.Get("http://x")
	return r
}}

// A file that New only reads from.
var words = sync.Pool{New: func() any {
	b, _ := os.ReadFile("words")
	return b
}}

// A goroutine's own affair.
var clean = sync.Pool{New: func() any { return new(session) }}

func work() {
	s := clean.Get().(*session)
	c, _ := net.Dial("tcp", "x:1")
	c.Write(s.b)
	c.Close()
	clean.Put(s)
}

// A function of the same name that dials nothing.
type fake struct{}

func (fake) Dial(string) *session { return &session{} }

var net2 = fake{}

var faked = sync.Pool{New: func() any { return net2.Dial("x") }}
