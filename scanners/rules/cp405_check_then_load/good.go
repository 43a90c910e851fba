// Package users lets one goroutine load and the others wait.
package users

import (
	"context"
	"sync"
)

type User struct{ Name string }

type Store interface {
	Load(ctx context.Context, id string) (*User, error)
}

type entry struct {
	once sync.Once
	user *User
	err  error
}

type Cache struct {
	mu      sync.Mutex
	entries map[string]*entry
	users   map[string]*User
	store   Store
}

// User makes an entry under the lock, and loads it once.
func (c *Cache) User(ctx context.Context, id string) (*User, error) {
	c.mu.Lock()
	found, ok := c.entries[id]
	if !ok {
		found = new(entry)
		c.entries[id] = found
	}
	c.mu.Unlock()
	found.once.Do(func() { found.user, found.err = c.store.Load(ctx, id) })
	return found.user, found.err
}

// Locked holds the lock over the load.
func (c *Cache) Locked(ctx context.Context, id string) (*User, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	user, ok := c.users[id]
	if ok {
		return user, nil
	}
	user, err := c.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	c.users[id] = user
	return user, nil
}
