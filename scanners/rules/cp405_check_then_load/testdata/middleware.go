// Package middleware answers requests from a cache that it was given.
package middleware

import (
	"net/http"
	"time"

	"github.com/patrickmn/go-cache"
)

func cached(answers *cache.Cache, load func(path string) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		found, ok := answers.Get(r.URL.Path) // want "looks `answers` up"
		if ok && found != nil {
			if body, isBytes := found.([]byte); isBytes {
				_, _ = w.Write(body)
				return
			}
		}
		body, err := load(r.URL.Path)
		if err != nil {
			return
		}
		answers.Set(r.URL.Path, body, time.Minute)
		_, _ = w.Write(body)
	}
}

// A cache that each request makes for itself.
func each(load func(path string) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answers := cache.New(0, 0)
		if _, ok := answers.Get(r.URL.Path); !ok {
			body, _ := load(r.URL.Path)
			answers.Set(r.URL.Path, body, time.Minute)
		}
	}
}

// A function that is handed to somebody else may be called by one goroutine.
func visitor(answers *cache.Cache, load func(path string) ([]byte, error)) func(path string) {
	return func(path string) {
		if _, ok := answers.Get(path); !ok {
			body, _ := load(path)
			answers.Set(path, body, time.Minute)
		}
	}
}
