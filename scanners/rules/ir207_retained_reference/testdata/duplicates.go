package duplicates

import (
	"context"
	"sync"
)

// A taken entry is only copied from: what the copy is given never reaches the pool.
type entry struct {
	level   int
	context context.Context
}

type logger struct{ entries sync.Pool }

func (e *entry) duplicate() *entry { return &entry{level: e.level, context: e.context} }

func (e *entry) with(ctx context.Context) *entry {
	d := e.duplicate()
	d.context = ctx
	return d
}

func (l *logger) with(ctx context.Context) *entry {
	e, ok := l.entries.Get().(*entry)
	if !ok {
		e = &entry{}
	}
	defer l.entries.Put(e)
	return e.with(ctx)
}

// A method that returns its own object gives it to the pool's.
type record struct {
	level   int
	context context.Context
}

var records = sync.Pool{New: func() any { return new(record) }}

func (r *record) self() *record { return r }

func (r *record) with(ctx context.Context) {
	d := r.self()
	d.context = ctx
}

func write(ctx context.Context, send func(*record)) {
	r := records.Get().(*record)
	r.with(ctx)
	send(r)
	records.Put(r) // want "while it still refers through `context` to"
}
