// Package clients makes clients of other libraries that keep connections.
package clients

import (
	"context"
	"net/http"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/jackc/pgx/v5/pgxpool"
)

type ledger struct {
	dsn  string
	pool *pgxpool.Pool
}

func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	pool, err := pgxpool.New(r.Context(), l.dsn) // want "`pgxpool.New` is made for each request that `ledger.ServeHTTP` serves and closed with it"
	if err != nil {
		return
	}
	defer pool.Close()
	_ = pool.Ping(r.Context())
}

// Find is called by other modules.
func (l *ledger) Find(ctx context.Context) error {
	pool, err := pgxpool.New(ctx, l.dsn) // want "`pgxpool.New` is made by each call of `ledger.Find`"
	if err != nil {
		return err
	}
	return pool.Ping(ctx)
}

// What a call closes leaves nothing behind.
func (l *ledger) Count(ctx context.Context) error {
	pool, err := pgxpool.New(ctx, l.dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	return pool.Ping(ctx)
}

// The pooled client is for those that keep it; the other one closes each connection.
func proxy(w http.ResponseWriter, r *http.Request) {
	_, _ = cleanhttp.DefaultPooledClient().Get(r.URL.String()) // want "`cleanhttp.DefaultPooledClient` is made for each request that `proxy` serves"
	_, _ = cleanhttp.DefaultClient().Get(r.URL.String())
}

func open(ctx context.Context, dsn string) (*ledger, error) {
	pool, err := pgxpool.New(ctx, dsn)
	return &ledger{dsn: dsn, pool: pool}, err
}
