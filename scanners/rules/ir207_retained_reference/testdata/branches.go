// Package branches holds objects that are let go of on one path to the Put, and not on another.
package branches

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"sync"
)

var writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// Respond resets the writer only where nothing was written.
func Respond(w io.Writer, next func(io.Writer) (wrote, much bool)) {
	wrote, much := false, false
	gz := writers.Get().(*gzip.Writer)
	gz.Reset(w)
	defer func() {
		if !wrote {
			gz.Reset(io.Discard)
		} else if !much {
			gz.Reset(io.Discard)
		}
		gz.Close()
		writers.Put(gz) // want "still refers to what it was reset to"
	}()
	wrote, much = next(gz)
}

var all = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// Always resets it in each branch.
func Always(w io.Writer, next func(io.Writer) bool) {
	gz := all.Get().(*gzip.Writer)
	gz.Reset(w)
	if next(gz) {
		gz.Close()
		gz.Reset(nil)
	} else {
		gz.Reset(nil)
	}
	all.Put(gz)
}

var asked = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// Asked is certain that there is one.
func Asked(w io.Writer, next func(io.Writer)) {
	gz, _ := asked.Get().(*gzip.Writer)
	gz.Reset(w)
	next(gz)
	if gz != nil {
		gz.Reset(nil)
	}
	asked.Put(gz)
}

var lazily = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// Lazily lets go where it has given something.
func Lazily(w io.Writer, large bool, next func(io.Writer)) {
	gz := lazily.Get().(*gzip.Writer)
	if large {
		gz.Reset(w)
	}
	next(gz)
	if large {
		gz.Reset(nil)
	}
	lazily.Put(gz)
}

type job struct{ ctx context.Context }

func (j *job) run() error { return j.ctx.Err() }

var jobs = sync.Pool{New: func() any { return new(job) }}

// Run forgets the context only where all went well.
func Run(ctx context.Context) error {
	j := jobs.Get().(*job)
	j.ctx = ctx
	err := j.run()
	if err == nil {
		j.ctx = nil
	}
	jobs.Put(j) // want "still refers through `ctx`"
	return err
}

var early = sync.Pool{New: func() any { return new(job) }}

// Early does so before it returns, and drops the object where it does not.
func Early(ctx context.Context) error {
	j := early.Get().(*job)
	j.ctx = ctx
	if err := j.run(); errors.Is(err, context.Canceled) {
		return err
	}
	j.ctx = nil
	early.Put(j)
	return nil
}

var deferred = sync.Pool{New: func() any { return new(job) }}

// Deferred goes back on every path, and lets go on the last.
func Deferred(ctx context.Context) error {
	j := deferred.Get().(*job)
	defer deferred.Put(j) // want "still refers through `ctx`"
	j.ctx = ctx
	if err := j.run(); err != nil {
		return err
	}
	j.ctx = nil
	return nil
}

var cleared = sync.Pool{New: func() any { return new(job) }}

// Cleared lets go in a call that is deferred as well.
func Cleared(ctx context.Context) error {
	j := cleared.Get().(*job)
	defer cleared.Put(j)
	j.ctx = ctx
	defer j.clear()
	return j.run()
}

func (j *job) clear() { j.ctx = nil }

var twice = sync.Pool{New: func() any { return new(job) }}

// Twice puts it back in two places, and lets go before one of them.
func Twice(ctx context.Context) error {
	j := twice.Get().(*job)
	j.ctx = ctx
	err := j.run()
	if err == nil {
		j.ctx = nil
		twice.Put(j)
		return nil
	}
	twice.Put(j) // want "still refers through `ctx`"
	return err
}
