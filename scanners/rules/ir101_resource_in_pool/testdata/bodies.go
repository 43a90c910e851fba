package a

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// The body of a response behind its interface.
var bodies sync.Pool // want "`bodies` keeps `io.ReadCloser`, which owns a resource"

func fetch(url string) {
	response, err := http.Get(url)
	if err == nil {
		bodies.Put(response.Body)
	}
}

// Through a variable.
var named sync.Pool // want "`named` keeps `io.ReadCloser`, which owns a resource"

func fetchNamed(response *http.Response) {
	body := response.Body
	named.Put(body)
}

// In a field of the object.
type page struct {
	body io.ReadCloser
	text []byte
}

var pages = sync.Pool{New: func() any { return new(page) }} // want "`page.body` is a `io.ReadCloser`"

func open(response *http.Response) *page {
	p := pages.Get().(*page)
	if p.body == nil {
		p.body = response.Body
	}
	return p
}

func leave(p *page) { pages.Put(p) }

// The same, let go of.
type leaf struct {
	body io.Reader
	text []byte
}

var leaves = sync.Pool{New: func() any { return new(leaf) }}

func openLeaf(response *http.Response) {
	l := leaves.Get().(*leaf)
	l.body = response.Body
	l.body = nil
	leaves.Put(l)
}

// The body of a request belongs to the server.
var requests sync.Pool

func serve(w http.ResponseWriter, r *http.Request) { requests.Put(r.Body) }

// Any other stream may be memory.
var streams sync.Pool

func read(p []byte) { streams.Put(io.NopCloser(bytes.NewReader(p))) }

// A response that is only ever made up is memory.
type recorder struct {
	result *http.Response
	code   int
}

func (r *recorder) Result() *http.Response {
	if r.result != nil {
		return r.result
	}
	made := &http.Response{StatusCode: r.code}
	r.result = made
	return made
}

var recorders = sync.Pool{New: func() any { return new(recorder) }}

func giveRecorder(r *recorder) { recorders.Put(r) }

// A response that is overwritten as a whole before the Put owns nothing.
var (
	blank  = http.Response{}
	blanks = sync.Pool{New: func() any { return new(http.Response) }}
)

func giveBlank(r *http.Response) {
	if r.Body != nil {
		r.Body.Close()
	}
	*r = blank
	blanks.Put(r)
}

// One that keeps its body goes on to own that.
var kept = sync.Pool{New: func() any { return new(http.Response) }} // want "`kept` keeps `\*http.Response`"

func giveKept(r *http.Response) {
	*r = http.Response{Body: r.Body}
	kept.Put(r)
}
