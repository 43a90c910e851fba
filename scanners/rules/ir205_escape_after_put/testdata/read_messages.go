// Package messages reads requests and responses from pooled buffers: their bodies are read later, from the same ones.
package messages

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func filled(stored []byte) *bytes.Buffer {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.Write(stored)
	return b
}

func Stored(stored []byte, r *http.Request) (*http.Response, error) {
	b := filled(stored)
	defer buffers.Put(b)
	return http.ReadResponse(bufio.NewReader(b), r) // want "is returned and shares its memory with `b`"
}

// Copied gives the response a body of its own.
func Copied(stored []byte, r *http.Request) (*http.Response, error) {
	b := filled(stored)
	defer buffers.Put(b)
	response, err := http.ReadResponse(bufio.NewReader(b), r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// Counted has another body that reads the old one.
func Counted(stored []byte) (*http.Request, error) {
	b := filled(stored)
	defer buffers.Put(b)
	request, err := http.ReadRequest(bufio.NewReader(b))
	if err != nil {
		return nil, err
	}
	request.Body = io.NopCloser(io.LimitReader(request.Body, 64))
	return request, nil // want "`request` is returned and shares its memory with `b`"
}

// Status is all that is asked of it.
func Status(stored []byte, r *http.Request) (int, error) {
	b := filled(stored)
	defer buffers.Put(b)
	response, err := http.ReadResponse(bufio.NewReader(b), r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	return response.StatusCode, nil
}
