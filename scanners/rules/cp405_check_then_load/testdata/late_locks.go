// Package latelocks takes a lock when it has looked, so that one loads after the other.
package latelocks

import (
	"os"
	"sync"
)

type templates struct {
	mu       sync.RWMutex
	loading  sync.Mutex
	texts    map[string][]byte
	isClosed bool
}

func (t *templates) text(name string) ([]byte, error) {
	t.mu.RLock()
	text, ok := t.texts[name] // want "`templates.text` looks `t.texts` up"
	if ok {
		t.mu.RUnlock()
		return text, nil
	}
	t.mu.RUnlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	t.texts[name] = text
	return text, nil
}

// A lock that was taken before it looks keeps others out, whatever becomes of the second one.
func (t *templates) alone(name string) ([]byte, error) {
	t.loading.Lock()
	defer t.loading.Unlock()
	t.mu.RLock()
	text, ok := t.texts[name]
	t.mu.RUnlock()
	if ok {
		return text, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	t.texts[name] = text
	t.mu.Unlock()
	return text, nil
}

// What is asked behind the second lock may tell that somebody else has loaded.
func (t *templates) asks(name string) ([]byte, error) {
	t.mu.RLock()
	text, ok := t.texts[name]
	t.mu.RUnlock()
	if ok {
		return text, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.isClosed {
		return nil, os.ErrClosed
	}
	text, err := os.ReadFile(name)
	if err == nil {
		t.texts[name] = text
	}
	return text, err
}
