// Package requests keeps what frameworks lend to handlers: strings and bytes in the memory of one request.
package requests

import (
	stdcontext "context"
	"fmt"
	"strings"
	"sync"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/gofiber/fiber/v2"
	"github.com/savsgio/atreugo/v11"
	"github.com/valyala/fasthttp"
)

type user struct{ name string }

type server struct {
	mu    sync.Mutex
	last  []byte
	names []string
	seen  map[string]int
	users map[string]*user
	queue chan string
}

var latest string

func (s *server) keep(c *fiber.Ctx) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = c.Body() // want "`s.last` outlives this handler and holds memory of `c`"
	return nil
}

func (s *server) keepRaw(ctx *fasthttp.RequestCtx) {
	s.last = ctx.PostBody() // want "which `fasthttp` uses again for the next request"
}

func (s *server) keepPath(_ stdcontext.Context, c *app.RequestContext) {
	s.last = c.Path() // want "which `hertz` uses again for the next request"
}

func (s *server) keepBody(c *atreugo.RequestCtx) error {
	s.last = c.PostBody() // want "which `atreugo` uses again for the next request"
	return nil
}

func (s *server) list(c *fiber.Ctx) error {
	s.names = append(s.names, c.Params("name")) // want "`s.names` outlives this handler"
	return nil
}

func (s *server) count(c *fiber.Ctx) error {
	s.seen[c.Query("name")]++ // want "outlives this handler"
	return nil
}

func (s *server) mark(c *fiber.Ctx) error {
	name := c.Params("name")
	s.seen[name] = 1 // want "outlives this handler"
	return nil
}

func (s *server) register(c *fiber.Ctx) error {
	u := &user{name: c.Params("name")}
	s.users["last"] = u // want "outlives this handler"
	return nil
}

func (s *server) announce(c *fiber.Ctx) error {
	s.queue <- c.Query("name") // want "is sent to another goroutine and shares its memory with `c`"
	return nil
}

func publish(c *fiber.Ctx) error {
	latest = c.Query("name") // want "`latest` outlives this handler"
	return nil
}

// Copies belong to whoever makes them.
func (s *server) copies(c *fiber.Ctx) error {
	s.last = append([]byte(nil), c.Body()...)
	s.seen[strings.Clone(c.Query("name"))]++
	latest = string(c.Body())
	return nil
}

func (s *server) converts(c *fiber.Ctx) error {
	s.last = []byte(c.Query("name"))
	return nil
}

func (s *server) copiesRaw(ctx *fasthttp.RequestCtx) {
	latest = string(ctx.Path())
	s.seen[string(ctx.PostBody())]++
}

// What dies with the handler may lie in the request's memory, and so may a key that is only looked up.
func (s *server) answers(c *fiber.Ctx) error {
	u := user{}
	u.name = c.Query("name")
	if s.seen[u.name] == 0 {
		return fmt.Errorf("unknown: %s", u.name)
	}
	delete(s.seen, u.name)
	return fiber.NewError(400, c.Query("name"))
}

// context is built on that of the request, and let go of with it.
type context struct {
	request *fasthttp.RequestCtx
	method  string
	body    []byte
}

func (c *context) begin(request *fasthttp.RequestCtx) {
	c.method = string(request.Method())
	c.body = request.PostBody()
	c.request = request
}

func (c *context) end() { c.request, c.body = nil, nil }

func (s *server) echo(request *fasthttp.RequestCtx) {
	c := new(context)
	c.begin(request)
	c.request.SetBody(c.body)
	c.end()
}

// adapter is handed to the library as it is.
type adapter struct{ request *fasthttp.RequestCtx }

func (a *adapter) Serve(request *fasthttp.RequestCtx) { a.request = request }
