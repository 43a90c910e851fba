// Package senders sends by interfaces, and from handlers whose names say that they begin something.
package senders

import (
	"io"
	"net/http"
	"net/url"

	"google.golang.org/grpc"
)

// Doer is what a client is to those who only send.
type Doer interface {
	Do(r *http.Request) (*http.Response, error)
}

type logged struct {
	inner Doer
	log   io.Writer
}

func (l logged) Do(r *http.Request) (*http.Response, error) { return l.inner.Do(r) }

// Via sends one request through a proxy.
func Via(r *http.Request, proxy *url.URL) (*http.Response, error) {
	var client Doer = &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}} // want "`http.Transport` is made by each call of `Via`"
	return client.Do(r)
}

// Runner does what it is told, and is given no request.
type Runner interface{ Do(task string) error }

type runs struct{ base http.RoundTripper }

func (r runs) Do(string) error { return nil }

func Runs(task string) error {
	var runner Runner = runs{&http.Transport{}}
	return runner.Do(task)
}

type relay struct{ address string }

func (l *relay) forward() error {
	client := &http.Client{Transport: &http.Transport{}} // want "`http.Transport` is made by each call of `relay.forward`"
	response, err := client.Get(l.address)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func (l *relay) post() error { return l.forward() }

func (l *relay) postLater() { _ = l.post() }

var first *relay

func forwardAll() { go first.postLater() }

func mainHandler(w http.ResponseWriter, r *http.Request) {
	go forwardAll()
	w.WriteHeader(http.StatusNoContent)
}

type gateway struct{ target string }

// serve hands streams of whatever service on.
func (g *gateway) serve() *grpc.Server {
	return grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		response, err := g.execute()
		if err != nil {
			return err
		}
		return response.Body.Close()
	}))
}

func (g *gateway) execute() (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{}} // want "`http.Transport` is made for each request"
	return client.Get(g.target)
}
