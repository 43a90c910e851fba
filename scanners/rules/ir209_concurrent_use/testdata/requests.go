// Package requests holds bodies of HTTP requests, which the transport may go on reading after the call returns.
package requests

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
)

var (
	buffers  = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	errNoURL = errors.New("no URL")
)

type client struct{ http *http.Client }

func (c *client) Deferred(ctx context.Context, url string, value any) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b) // want "while the transport may still read it as the body of a request"
	if err := json.NewEncoder(b).Encode(value); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, b)
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// Closed leaves the buffer to the garbage collector where there is no response.
func (c *client) Closed(url string) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	response, err := c.http.Post(url, "text/plain", bytes.NewReader(b.Bytes()))
	if err != nil {
		return err
	}
	_ = response.Body.Close()
	buffers.Put(b)
	return nil
}

// Copied sends a copy.
func (c *client) Copied(url string) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	_, _ = c.http.Post(url, "text/plain", bytes.NewReader(bytes.Clone(b.Bytes())))
}

type body struct {
	io.Reader
	buffer *bytes.Buffer
}

func (b *body) Close() error {
	if b.buffer != nil {
		buffers.Put(b.buffer)
		b.buffer = nil
	}
	return nil
}

// Left lets the body put its buffer back when the transport is done with it.
func (c *client) Left(url string) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	_, _ = c.http.Post(url, "text/plain", &body{Reader: b, buffer: b})
}

type traced struct{ next http.RoundTripper }

func (t traced) RoundTrip(*http.Request) (*http.Response, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "while the transport may still read it"
	b.Reset()
	request, err := http.NewRequest(http.MethodPut, "https://example.com", b)
	if err != nil {
		return nil, err
	}
	return t.next.RoundTrip(request)
}

func (c *client) send(url string, data []byte) error {
	if url == "" {
		return errNoURL
	}
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

func (c *client) Failing(url string) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "while the transport may still read it"
	b.Reset()
	return c.send(url, b.Bytes())
}

func (c *client) Succeeding(url string) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if err := c.send(url, b.Bytes()); err != nil {
		return err
	}
	buffers.Put(b)
	return nil
}

type counted struct {
	io.Reader
	bytes int
}

func (c *counted) Close() error { return nil }

var bodies = sync.Pool{New: func() any { return new(counted) }}

func (t traced) forward(request *http.Request) bool {
	outer := request.Clone(request.Context())
	response, err := t.next.RoundTrip(outer)
	if err != nil {
		return errors.Is(err, context.Canceled)
	}
	_ = response.Body.Close()
	return true
}

func (t traced) Proxied(request *http.Request) {
	body := bodies.Get().(*counted)
	body.Reader, body.bytes = request.Body, 0
	defer bodies.Put(body) // want "`body` goes back into `bodies` while the transport may still read it"
	request.Body = body
	for !t.forward(request) {
	}
}

func (t traced) closes(request *http.Request) {
	response, err := t.next.RoundTrip(request)
	if err == nil {
		_ = response.Body.Close()
	}
}

// Decided puts back on one path only.
func (t traced) Decided(request *http.Request, failed func() bool) {
	body := bodies.Get().(*counted)
	body.Reader, body.bytes = request.Body, 0
	request.Body = body
	t.closes(request)
	if !failed() {
		bodies.Put(body)
	}
}

var requests = sync.Pool{New: func() any { return new(http.Request) }}

// The request itself is what the transport goes on with.
func (c *client) ask(where *url.URL) (*http.Response, error) {
	r := requests.Get().(*http.Request)
	*r = http.Request{Method: http.MethodGet, URL: where}
	response, err := c.http.Do(r)
	requests.Put(r) // want "`r` goes back into `requests` while the transport may still use it"
	return response, err
}
