// Package frameworks holds handlers of frameworks that take the contexts of requests from a pool.
package frameworks

import (
	"context"
	"log"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"
	"golang.org/x/sync/errgroup"
)

func Audit(c *gin.Context) {
	go func() { // want "a goroutine that was started with `c` may still use it when `gin` takes it back"
		log.Println(c.Request.URL.Path)
	}()
	c.Next()
}

func Path(c *gin.Context) {
	path := c.Request.URL.Path
	go func() { log.Println(path) }()
	c.Next()
}

func Copied(c *gin.Context) {
	own := c.Copy()
	go func() { log.Println(own.Request.URL.Path) }()
}

func Waited(c *gin.Context) {
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		log.Println(c.Request.URL.Path)
	}()
	group.Wait()
}

func Grouped(c *gin.Context) {
	var group errgroup.Group
	group.Go(func() error { return c.Request.ParseForm() })
	if err := group.Wait(); err != nil {
		log.Println(err)
	}
}

// Timeout leaves the handler where it took too long, and the goroutine goes on.
func Timeout(limit time.Duration) gin.HandlerFunc {
	return func(c *gin.Context) {
		done := make(chan struct{})
		go func() { // want "started with `c` may still use it when `gin` takes it back"
			c.Next()
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(limit):
			c.AbortWithStatus(504)
		}
	}
}

func record(c *gin.Context) {
	go log.Println(c.FullPath()) // what is evaluated here is a string
}

func Recorded(c *gin.Context) { record(c) }

func audit(c *gin.Context) {
	go func() { log.Println(c.FullPath()) }()
}

// Given a copy, audit may start what it likes.
func Audited(c *gin.Context) {
	go audit(c.Copy())
}

func Handed(c *gin.Context) {
	go record(c) // want "started with `c` may still use it when `gin` takes it back"
}

func Logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		go func() { log.Println(c.Path()) }() // want "started with `c` may still use it when `echo` takes it back"
		return next(c)
	}
}

func Later(c *fiber.Ctx) error {
	body := c.Body()
	go func() { log.Println(string(body)) }() // want "may still use it when `fiber` takes it back"
	return c.SendStatus(202)
}

func LaterCopied(c *fiber.Ctx) error {
	body := string(c.Body())
	go func() { log.Println(body) }()
	return c.SendStatus(202)
}

func Named(c *fiber.Ctx) error {
	name := c.Query("name")
	go func() { log.Println(name) }() // want "may still use it when `fiber` takes it back"
	return c.SendStatus(202)
}

func NamedByCopies(c *fiber.Ctx) error {
	name, title := utils.CopyString(c.Query("name")), strings.Clone(c.Query("title"))
	line := "for " + c.Params("id")
	size, _ := strconv.Atoi(c.Query("size"))
	go func() { log.Println(name, title, line, size) }()
	return c.SendStatus(202)
}

func Serve(ctx *fasthttp.RequestCtx) {
	time.AfterFunc(time.Second, func() { // want "may still use it when `fasthttp` takes it back"
		log.Println(ctx.ID())
	})
}

func Answer(ctx context.Context, c *app.RequestContext) {
	go func() { log.Println(c.FullPath()) }() // want "may still use it when `hertz` takes it back"
	go func() { <-ctx.Done() }()
}

// describe is called with what the framework has lent.
func describe(c *gin.Context, depth int) {
	go func() { log.Println(c.FullPath(), depth) }() // want "started with `c` may still use it when `gin` takes it back"
}

func Described(c *gin.Context) { describe(c, 1) }

// Nobody knows who calls it, and with what.
func unknown(c *gin.Context, depth int) {
	go func() { log.Println(c.FullPath(), depth) }()
}

func copied(c *gin.Context, depth int) {
	go func() { log.Println(c.FullPath(), depth) }()
}

func DescribedByCopy(c *gin.Context) {
	own := c.Copy()
	copied(own, 1)
}

// watched says when it is done, and its caller waits for that.
func watched(c *gin.Context, done chan struct{}) {
	go func() {
		log.Println(c.FullPath())
		close(done)
	}()
}

func Watched(c *gin.Context) {
	done := make(chan struct{})
	watched(c, done)
	<-done
}
