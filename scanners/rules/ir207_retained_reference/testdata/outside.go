package outside

import (
	"io"
	"net/http"
	"sync"

	"example.com/events/loop"
	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

// What is promoted from a codec of a module that is not at hand is that codec's.
type compressor struct {
	*gzip.Writer
	pool *sync.Pool
}

var compressors sync.Pool

func compressing(out io.Writer, body []byte) error {
	c, ok := compressors.Get().(*compressor)
	if !ok {
		c = &compressor{Writer: gzip.NewWriter(io.Discard), pool: &compressors}
	}
	c.Reset(out)
	_, err := c.Write(body)
	c.Close()
	c.pool.Put(c) // want "still refers through `Writer` to what that was reset to"
	return err
}

var quiet sync.Pool

func lettingGo(out io.Writer, body []byte) error {
	c, ok := quiet.Get().(*compressor)
	if !ok {
		c = &compressor{Writer: gzip.NewWriter(io.Discard)}
	}
	c.Reset(out)
	_, err := c.Write(body)
	c.Close()
	c.Reset(nil)
	quiet.Put(c)
	return err
}

type server struct {
	contexts sync.Pool
	handler  echo.HandlerFunc
}

// What is reset to a request and its response cannot be reset to a stream.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := s.contexts.Get().(echo.Context)
	c.Reset(r, w)
	s.handler(c)
	s.contexts.Put(c) // want "reset it to nothing, or set the fields that hold that to nil, before the Put"
}

// The loop is of a package that is not at hand, and whose interface is called as such.
type loopUser struct {
	loop  loop.Interface
	index int
}

var loopUsers = sync.Pool{New: func() any { return new(loopUser) }}

func newLoopUser() loop.Interface {
	u := loopUsers.Get().(*loopUser)
	u.loop = loops.NewLoop(u)
	return u.loop
}

func (u *loopUser) close() {
	u.index = 0
	loopUsers.Put(u) // want "with the contents of `loop`, which the next user replaces anyway"
}

// What such a package counts by is no reference.
type counted struct{ id loop.ID }

var countedOnes = sync.Pool{New: func() any { return new(counted) }}

func newCounted() *counted {
	c := countedOnes.Get().(*counted)
	c.id = loops.NewID(c)
	return c
}

func (c *counted) close() { countedOnes.Put(c) }

var loops = loop.NewFactory()
