// Package handed has functions that send through the client of whoever calls them.
package handed

import (
	"crypto/tls"
	"net/http"
)

type agent struct {
	tls  *tls.Config
	kept *http.Client
}

func (a *agent) client() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}} // want "`http.Transport` is made by each call of `agent.Get`"
}

func (a *agent) Get(address string) (*http.Response, error) {
	return get(a.client(), address)
}

func get(client *http.Client, address string) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(request)
}

// All share one.
func (a *agent) GetAll(addresses []string) (found []*http.Response) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}}
	for _, each := range addresses {
		response, _ := get(client, each)
		found = append(found, response)
	}
	return found
}

// So do the two requests of a session.
func (a *agent) LogIn(address string) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}}
	if _, err := get(client, address+"/session"); err != nil {
		return nil, err
	}
	return get(client, address+"/user")
}

// Who sends here does so until it works.
func (a *agent) Insist(address string) *http.Response {
	return insist(&http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}}, address)
}

func insist(client *http.Client, address string) *http.Response {
	for {
		if response, err := client.Get(address); err == nil {
			return response
		}
	}
}

// It lets go of its connections.
func (a *agent) Last(address string) (*http.Response, error) {
	return last(&http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}}, address)
}

func last(client *http.Client, address string) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Close = true
	return client.Do(request)
}

// Keep uses it as well, and has it afterwards.
func (a *agent) Keep(address string) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}}
	a.kept = client
	return get(client, address)
}

type session struct{ client *http.Client }

func newSession(client *http.Client) (s *session) {
	s = &session{client: client}
	return
}

// Open gives it to whoever asks.
func (a *agent) Open() *session {
	return newSession(&http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}})
}

func askOnce(client *http.Client, address string) (response *http.Response, err error) {
	response, err = client.Get(address)
	return
}

// Ask has nothing of the client in what it returns.
func (a *agent) Ask(address string) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: a.tls}} // want "`http.Transport` is made by each call of `agent.Ask`"
	return askOnce(client, address)
}
