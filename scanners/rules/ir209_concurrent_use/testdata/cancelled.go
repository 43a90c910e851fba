// Package cancelled holds callees that come back while their goroutine still works: cancelled, they return an error.
package cancelled

import (
	"bytes"
	"context"
	"errors"
	"sync"
)

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	errFull = errors.New("full")
)

func work(b *bytes.Buffer) error { return nil }

func run(ctx context.Context, b *bytes.Buffer) error {
	done := make(chan error, 1)
	go func() { done <- work(b) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func Deferred(ctx context.Context) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b) // want "a goroutine that was started with `b` may still use it"
	return run(ctx, b)
}

func Retried(ctx context.Context) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b) // want "a goroutine that was started with `b` may still use it"
	err := run(ctx, b)
	if errors.Is(err, errFull) {
		b.Reset()
	}
	return err
}

// Succeeding puts back only what nobody uses.
func Succeeding(ctx context.Context) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if err := run(ctx, b); err != nil {
		return err
	}
	buffers.Put(b)
	return nil
}

// Asking knows by the error that the goroutine has finished.
func Asking(ctx context.Context) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	err := run(ctx, b)
	if !errors.Is(err, context.Canceled) {
		buffers.Put(b)
	}
	return err
}

// Compared asks in another way.
func Compared(ctx context.Context) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	err := run(ctx, b)
	if err == ctx.Err() {
		return err
	}
	buffers.Put(b)
	return err
}

type failure struct{ running bool }

func (f *failure) Error() string { return "failed" }

// Asserted asks for the type of the error.
func Asserted(ctx context.Context) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	err := run(ctx, b)
	if _, ok := err.(*failure); ok {
		buffers.Put(b)
	}
	return err
}

// tidied goes through what it was given once more before it comes back.
func tidied(ctx context.Context, b *bytes.Buffer, names []string) (int, error) {
	defer func() {
		for _, name := range names {
			println(name)
		}
	}()
	done := make(chan error, 1)
	go func() { done <- work(b) }()
	select {
	case <-done:
		return len(names), nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func Tidied(ctx context.Context, names []string) (int, error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b) // want "a goroutine that was started with `b` may still use it"
	return tidied(ctx, b, names)
}
