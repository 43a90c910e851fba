// Package unnamed hands functions to others without a name.
package unnamed

import "net/http"

var addresses = []string{"https://a.example.com/", "https://b.example.com/"}

func register(name string, work func()) bool { return work != nil && name != "" }

var _ = register("visits", func() {
	for range addresses {
		client := &http.Client{Transport: &http.Transport{}} // want "in each iteration of a loop in `register`"
		_, _ = client.Get(addresses[0])
	}
})
