// Package helping helps tests, in files of the program.
package helping

import (
	"net/http"
	"testing"
)

func Probe(t *testing.T, address string) {
	client := &http.Client{Transport: &http.Transport{}}
	if _, err := client.Get(address); err != nil {
		t.Fatal(err)
	}
}

// Tests of other packages call it, now and then.
func Visit(address string) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{}}
	return client.Get(address)
}

// A server that tests start still serves requests.
func Forward(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{}} // want "`http.Transport` is made for each request that `Forward` serves"
	_, _ = client.Get(r.URL.String())
}
