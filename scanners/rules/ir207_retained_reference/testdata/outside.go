package outside

import (
	"io"
	"net/http"
	"sync"

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
	c.pool.Put(c) // want "still refers to what it was reset to"
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
	s.contexts.Put(c) // want "set the fields that hold that to nil before the Put"
}
