// Package billing talks to the ledger over a transport without limits.
package billing

import (
	"crypto/tls"
	"net/http"
	"time"
)

var ledger = &http.Client{
	Timeout:   5 * time.Second,
	Transport: &http.Transport{TLSClientConfig: &tls.Config{ServerName: "ledger"}}, // want "`http.Transport` without `IdleConnTimeout`, `MaxIdleConnsPerHost`"
}

// NewClient bounds the time that connections idle, and not their number.
func NewClient() *http.Client {
	transport := &http.Transport{IdleConnTimeout: time.Minute} // want "`http.Transport` without `MaxIdleConnsPerHost`"
	return &http.Client{Transport: transport}
}
