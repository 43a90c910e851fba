// Package forward makes its client once.
package forward

import (
	"crypto/tls"
	"net/http"
	"time"
)

// Auth keeps the client that all requests share.
type Auth struct {
	address string
	client  *http.Client
}

func NewAuth(address string, config *tls.Config) *Auth {
	transport := &http.Transport{TLSClientConfig: config, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 20}
	return &Auth{address: address, client: &http.Client{Transport: transport}}
}

func (a *Auth) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A client without a transport of its own shares the default one.
	plain := &http.Client{Timeout: time.Second}
	if response, err := plain.Get(a.address); err == nil {
		_ = response.Body.Close()
	}
	response, err := a.client.Get(a.address)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_ = response.Body.Close()
}
