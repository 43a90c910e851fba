// Package contexts keeps contexts that are derived from those of users.
package contexts

import (
	"context"
	"sync"
	"time"
)

type call struct {
	ctx  context.Context
	size int
}

type client struct{ calls, background, cleared sync.Pool }

func newCall() any { return new(call) }

func newClient() *client {
	c := &client{}
	c.calls.New, c.background.New, c.cleared.New = newCall, newCall, newCall
	return c
}

func (c *client) Do(parent context.Context, run func(*call) error) error {
	k := c.calls.Get().(*call)
	k.size = 0
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	k.ctx = ctx
	err := run(k)
	c.calls.Put(k) // want "goes back into `client.calls` while it still refers through `ctx`"
	return err
}

func (c *client) DoCleared(parent context.Context, run func(*call) error) error {
	k := c.cleared.Get().(*call)
	k.size = 0
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	k.ctx = ctx
	err := run(k)
	k.ctx = nil
	c.cleared.Put(k)
	return err
}

// DoAlone has a context that is nobody's.
func (c *client) DoAlone(run func(*call) error) error {
	k := c.background.Get().(*call)
	k.size = 0
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	k.ctx = ctx
	err := run(k)
	c.background.Put(k)
	return err
}
