// Package byvalue stores in structs that came by value: what lies in their fields ends with the call.
package byvalue

import "sync"

type meter struct{ used int }

func (m *meter) use(n int) { m.used += n }

var meters = sync.Pool{New: func() any { return new(meter) }}

type limits struct{ meter *meter }

type Context struct {
	meter  *meter
	inner  limits
	shared *limits
	list   []*meter
	*limits
}

func (c *Context) SetMeter(m *meter) *Context {
	c.meter = m
	return c
}

func (c Context) WithMeter(m *meter) Context {
	c.meter = m
	return c
}

func (c Context) share(m *meter) { c.shared.meter = m }

type keeper interface{ Get(c Context) int }

func set(c Context, k keeper) int {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.SetMeter(m)
	return k.Get(c)
}

func with(c Context, k keeper) int {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	return k.Get(c.WithMeter(m))
}

func fields(c Context) {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.meter = m
	c.inner.meter = m
	c.meter.use(1)
}

func (c Context) receiver() {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.SetMeter(m)
	c.meter.use(1)
}

func pointer(c *Context) {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.SetMeter(m) // want "keeps memory of `m`"
}

func behind(c Context) {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.shared.meter = m // want "`c.shared.meter` outlives this function"
}

func behindCall(c Context) {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.share(m) // want "keeps memory of `m`"
}

func element(c Context) {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.list[0] = m // want "outlives this function"
}

func returned(c Context) Context {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.meter = m
	return c // want "`c` is returned and shares its memory with `m`"
}

func returnedSet(c Context) Context {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.SetMeter(m)
	return c // want "`c` is returned and shares its memory with `m`"
}

func returnedWith(c Context) Context {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	return c.WithMeter(m) // want "is returned and shares its memory with `m`"
}

func returnedAddress(c Context) *Context {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	c.meter = m
	return &c // want "`&c` is returned and shares its memory with `m`"
}

func assigned(c Context, to *Context) {
	m := meters.Get().(*meter)
	defer meters.Put(m)
	*to = c.WithMeter(m) // want "outlives this function"
}
