// Package madeof keeps what it makes of what it has loaded.
package madeof

import (
	"context"
	"os"
	"sync"

	"example.com/directory"
	"github.com/golang/groupcache/lru"
)

type row struct{ id, owner int }

type page struct {
	rows  []*row
	title string
}

type client interface {
	List(ctx context.Context, owner int) ([]row, error)
}

type pages struct {
	client client
	mu     sync.Mutex
	recent *lru.Cache
	titles map[int]string
}

func (p *pages) of(ctx context.Context, owner int) (page, error) {
	p.mu.Lock()
	found, ok := p.recent.Get(owner) // want "`pages.of` looks `p.recent` up"
	p.mu.Unlock()
	if ok {
		return found.(page), nil
	}
	rows, err := p.client.List(ctx, owner)
	if err != nil {
		return page{}, err
	}
	made := page{title: "all"}
	for i := range rows {
		made.rows = append(made.rows, &rows[i])
	}
	p.mu.Lock()
	p.recent.Add(owner, made)
	p.mu.Unlock()
	return made, nil
}

// A cache that is not safe for several goroutines, and no lock: one goroutine has it.
func (p *pages) alone(ctx context.Context, owner int) (page, error) {
	if found, ok := p.recent.Get(owner); ok {
		return found.(page), nil
	}
	rows, err := p.client.List(ctx, owner)
	if err != nil {
		return page{}, err
	}
	made := page{rows: []*row{&rows[0]}}
	p.recent.Add(owner, made)
	return made, nil
}

// What is made of what the caller brought waits for nothing, with whatever context.
func (p *pages) title(ctx context.Context, owner int, name string) string {
	p.mu.Lock()
	title, ok := p.titles[owner]
	p.mu.Unlock()
	if ok {
		return title
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	title = shown(ctx, name)
	p.mu.Lock()
	p.titles[owner] = title
	p.mu.Unlock()
	return title
}

func shown(_ context.Context, name string) string { return "<" + name + ">" }

type owners struct {
	remote directory.Client
	mu     sync.Mutex
	names  map[int]string
}

// Nothing is known of a package that is not at hand, but that it is given a context and may fail.
func (o *owners) name(ctx context.Context, id int) (string, error) {
	o.mu.Lock()
	name, ok := o.names[id] // want "`owners.name` looks `o.names` up"
	o.mu.Unlock()
	if ok {
		return name, nil
	}
	answer, err := o.remote.Lookup(ctx, id)
	if err != nil {
		return "", err
	}
	o.mu.Lock()
	o.names[id] = answer.Name
	o.mu.Unlock()
	return answer.Name, nil
}

// A span is no answer.
func (o *owners) spelled(ctx context.Context, id int) string {
	o.mu.Lock()
	name, ok := o.names[id]
	o.mu.Unlock()
	if ok {
		return name
	}
	_, span := directory.Begin(ctx, "spelled")
	name = directory.Spell(id, span)
	o.mu.Lock()
	o.names[id] = name
	o.mu.Unlock()
	return name
}

type hook struct{ read func() ([]byte, error) }

type hooks struct {
	mu    sync.Mutex
	known map[string]*hook
}

func newHook(name string) *hook {
	return &hook{read: func() ([]byte, error) { return os.ReadFile(name) }}
}

// What a literal keeps runs later.
func (h *hooks) hook(name string) *hook {
	h.mu.Lock()
	known, ok := h.known[name]
	h.mu.Unlock()
	if ok {
		return known
	}
	known = newHook(name)
	h.mu.Lock()
	h.known[name] = known
	h.mu.Unlock()
	return known
}
