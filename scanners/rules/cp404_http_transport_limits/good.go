// Package billing talks to the ledger over transports with limits.
package billing

import (
	"net/http"
	"time"
)

// NewClient bounds how many connections idle and for how long.
func NewClient() *http.Client {
	transport := &http.Transport{MaxIdleConns: 200, MaxIdleConnsPerHost: 50}
	transport.IdleConnTimeout = time.Minute
	return &http.Client{Transport: transport}
}

// NewProbe keeps no connection at all.
func NewProbe() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
}

// NewDefault takes the limits of the default transport.
func NewDefault() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 50
	return &http.Client{Transport: transport}
}
