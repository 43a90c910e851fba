// Package shapes holds goroutines that outlive the Put in the shapes that real bugs take.
package shapes

import (
	"bytes"
	"sync"

	"golang.org/x/sync/errgroup"
)

var buffers sync.Pool

func send(b []byte) { _ = b[0] }

func Forget(text string) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "`b` goes back into `buffers` while a goroutine"
	b.WriteString(text)
	go send(b.Bytes())
}

func Group(text string) *errgroup.Group {
	var group errgroup.Group
	b, _ := buffers.Get().(*bytes.Buffer)
	group.Go(func() error {
		_, err := b.WriteString(text)
		return err
	})
	buffers.Put(b) // want "while a callback that holds `b` may still run"
	return &group
}

func First(parts []string) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "while a goroutine that was started with"
	done := make(chan error)
	for range parts {
		go func() { _, err := b.WriteString("x"); done <- err }()
	}
	for _, part := range parts {
		if part == "" {
			return nil
		}
	}
	return <-done
}
