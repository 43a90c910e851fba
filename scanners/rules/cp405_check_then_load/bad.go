// Package users loads a missing user once for each goroutine that asks.
package users

import (
	"context"
	"sync"
)

type User struct{ Name string }

type Store interface {
	Load(ctx context.Context, id string) (*User, error)
}

type Cache struct {
	mu    sync.RWMutex
	users map[string]*User
	store Store
}

func (c *Cache) User(ctx context.Context, id string) (*User, error) {
	c.mu.RLock()
	user, ok := c.users[id] // want "`Cache.User` looks `c.users` up, loads what is missing and writes it"
	c.mu.RUnlock()
	if ok {
		return user, nil
	}
	user, err := c.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.users[id] = user
	c.mu.Unlock()
	return user, nil
}
