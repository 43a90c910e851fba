// Package waiting has caches whose loads under way others wait for, and one that only bounds how many run.
package waiting

import (
	"context"
	"io"
	"net/http"
	"sync"
)

type load struct {
	done chan struct{}
	body string
	err  error
}

type pages struct {
	mu      sync.Mutex
	cached  map[string]string
	loading map[string]*load
	slots   chan struct{}
}

func fetch(ctx context.Context, url string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// get waits for whoever loads the same page.
func (p *pages) get(ctx context.Context, url string) (string, error) {
	p.mu.Lock()
	body, ok := p.cached[url]
	if ok {
		p.mu.Unlock()
		return body, nil
	}
	if l, ok := p.loading[url]; ok {
		p.mu.Unlock()
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-l.done:
			return l.body, l.err
		}
	}
	l := &load{done: make(chan struct{})}
	p.loading[url] = l
	p.mu.Unlock()
	fetched, err := fetch(ctx, url)
	l.body, l.err = fetched, err
	close(l.done)
	p.mu.Lock()
	delete(p.loading, url)
	p.cached[url] = fetched
	p.mu.Unlock()
	return fetched, err
}

// bounded lets few load at a time, and each loads the same page.
func (p *pages) bounded(ctx context.Context, url string) (string, error) {
	p.mu.Lock()
	body, ok := p.cached[url] // want "`pages.bounded` looks `p.cached` up"
	p.mu.Unlock()
	if ok {
		return body, nil
	}
	p.slots <- struct{}{}
	fetched, err := fetch(ctx, url)
	<-p.slots
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	p.cached[url] = fetched
	p.mu.Unlock()
	return fetched, nil
}
