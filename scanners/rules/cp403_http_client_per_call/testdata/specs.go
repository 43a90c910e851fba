// Package specs holds tests of a framework that needs no names of their own for them.
package specs

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
)

var addresses = []string{"https://a.example.com/", "https://b.example.com/"}

var _ = Describe("the gateway", func() {
	for range addresses {
		client := &http.Client{Transport: &http.Transport{}}
		_, _ = client.Get(addresses[0])
	}
})
