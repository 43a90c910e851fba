// Package rounds has functions that others call again and again, with no request from outside.
package rounds

import (
	"context"
	"database/sql"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	ctrl "sigs.k8s.io/controller-runtime"
)

type reconciler struct{ client *http.Client }

// Each round leaves a client behind.
func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	cache := dial(request.Name)
	return ctrl.Result{}, cache.Ping(ctx).Err()
}

func dial(name string) *redis.Client {
	return redis.NewClient(&redis.Options{Addr: name + ":6379"}) // want "`redis.NewClient` is made for each request that `reconciler.Reconcile` serves"
}

type exporter struct {
	address string
	client  *http.Client
}

func (e *exporter) Describe(metrics chan<- *prometheus.Desc) {}

// Each scrape has connections of its own, and nobody closes them.
func (e *exporter) Collect(metrics chan<- prometheus.Metric) {
	client := &http.Client{Transport: &http.Transport{}} // want "`http.Transport` is made for each request that `exporter.Collect` serves"
	if response, err := client.Get(e.address); err == nil {
		_ = response.Body.Close()
	}
}

type closing struct{ reconciler }

// What is closed may have been another place each time.
func (c *closing) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	cache := redis.NewClient(&redis.Options{Addr: request.Name})
	defer cache.Close()
	return ctrl.Result{}, cache.Ping(ctx).Err()
}

type counting struct{ dsn string }

func (c *counting) Collect(metrics chan<- prometheus.Metric) {
	db, err := sql.Open("ledger", c.dsn)
	if err != nil {
		return
	}
	defer db.Close()
	_ = db.Ping()
}

// What listens to metrics may run once.
func gather(ctx context.Context, metrics <-chan prometheus.Metric) error {
	client := &http.Client{Transport: &http.Transport{}}
	for range metrics {
		if _, err := client.Get("https://example.com/"); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Made once, used in each round.
func newExporter(address string) *exporter {
	return &exporter{address: address, client: &http.Client{Transport: &http.Transport{}}}
}
