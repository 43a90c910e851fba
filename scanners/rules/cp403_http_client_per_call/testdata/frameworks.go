// Package frameworks has handlers of other frameworks, whose packages are not at hand.
package frameworks

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/julienschmidt/httprouter"
	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"
	"google.golang.org/grpc"

	"example.com/gen/pb"
)

func withGin(c *gin.Context) {
	client := redis.NewClient(&redis.Options{Addr: c.Query("address")}) // want "`redis.NewClient` is made for each request that `withGin` serves"
	defer client.Close()
	c.String(http.StatusOK, client.Get(c, "key").Val())
}

func withEcho(c echo.Context) error {
	conn, err := grpc.NewClient(c.Param("address")) // want "`grpc.NewClient` is made for each request that `withEcho` serves"
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = pb.NewLedgerClient(conn).Get(c.Request().Context(), &pb.Key{})
	return err
}

func register(app *fiber.App) {
	app.Get("/", func(c *fiber.Ctx) error {
		transport := http.DefaultTransport.(*http.Transport).Clone() // want "`http.Transport` is made for each request that a handler in `register` serves"
		client := http.Client{Transport: transport}
		_, err := client.Get(c.Query("url"))
		return err
	})
}

// Routers hand over more than the two.
func withRouter(w http.ResponseWriter, r *http.Request, parameters httprouter.Params) {
	conn, err := grpc.NewClient(parameters.ByName("address")) // want "`grpc.NewClient` is made for each request that `withRouter` serves"
	if err == nil {
		_ = conn.Close()
	}
}

type server struct {
	pb.UnimplementedLedgerServer
	address string
}

func (s *server) Get(ctx context.Context, key *pb.Key) (*pb.Value, error) {
	conn, err := grpc.DialContext(ctx, s.address) // want "`grpc.DialContext` is made for each request that `server.Get` serves and closed with it"
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return pb.NewLedgerClient(conn).Get(ctx, key)
}

type client struct{ address string }

// It is no server: who knows how often it is called.
func (c *client) Get(ctx context.Context, key *pb.Key) (*pb.Value, error) {
	conn, err := grpc.DialContext(ctx, c.address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return pb.NewLedgerClient(conn).Get(ctx, key)
}
