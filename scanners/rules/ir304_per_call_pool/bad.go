// Package pages makes pools that nobody uses a second time.
package pages

import (
	"bytes"
	"net/http"
	"sync"
)

func Show(w http.ResponseWriter, r *http.Request) {
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }} // want "`Show.pool` is made for one request"
	for range 2 {
		b := pool.Get().(*bytes.Buffer)
		b.Reset()
		b.WriteString(r.URL.Path)
		_, _ = w.Write(b.Bytes())
		pool.Put(b)
	}
}

type Index struct{ pages [][]byte }

// Size takes one object from a pool that is gone when it returns.
func (x *Index) Size() int {
	var pool sync.Pool // want "`Index.Size.pool` dies with the call that makes it"
	b, ok := pool.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	defer pool.Put(b)
	b.Reset()
	for _, page := range x.pages {
		b.Write(page)
	}
	return b.Len()
}

func (x *Index) Each(f func(*bytes.Buffer)) {
	for _, page := range x.pages {
		pool := &sync.Pool{New: func() any { return new(bytes.Buffer) }} // want "`Index.Each.pool` is made anew in each iteration"
		b := pool.Get().(*bytes.Buffer)
		b.Reset()
		b.Write(page)
		f(b)
		pool.Put(b)
	}
}
