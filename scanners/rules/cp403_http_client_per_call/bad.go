// Package forward makes its clients anew for each request.
package forward

import (
	"crypto/tls"
	"database/sql"
	"net/http"
	"time"
)

type Auth struct {
	address string
	tls     *tls.Config
	dsn     string
}

// ServeHTTP opens connections that nobody uses a second time.
func (a *Auth) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}} // want "`http.Transport` is made for each request that `Auth.ServeHTTP` serves"
	response, err := client.Get(a.address)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_ = response.Body.Close()
	w.WriteHeader(a.count(r))
}

func (a *Auth) count(r *http.Request) int {
	db, err := sql.Open("ledger", a.dsn) // want "`sql.Open` is made for each request that `Auth.ServeHTTP` serves"
	if err != nil {
		return http.StatusInternalServerError
	}
	defer db.Close()
	if _, err := db.ExecContext(r.Context(), "UPDATE visits SET n = n + 1"); err != nil {
		return http.StatusInternalServerError
	}
	return http.StatusNoContent
}

// Watch makes a transport at every tick.
func (a *Auth) Watch(ticks <-chan time.Time) {
	for range ticks {
		client := http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}} // want "in each iteration of a loop in `Auth.Watch`"
		if response, err := client.Get(a.address); err == nil {
			_ = response.Body.Close()
		}
	}
}
