// Package late holds goroutines that say that they are done before they put back what they were given.
package late

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type handler interface{ Handle(b *bytes.Buffer) }

func Closed(h handler, quit chan struct{}) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	done := make(chan struct{})
	go func() {
		defer func() {
			close(done)
			buffers.Put(b)
		}()
		h.Handle(b)
	}()
	select {
	case <-done:
		return b.String() // want "`b` is used after it went back into `buffers`"
	case <-quit:
		return ""
	}
}

func Counted(h handler) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer buffers.Put(b)
		defer group.Done()
		h.Handle(b)
	}()
	group.Wait()
	return b.String() // want "`b` is used after it went back into `buffers`"
}

func Sent(h handler) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	done := make(chan error)
	go func() {
		h.Handle(b)
		done <- nil
		buffers.Put(b)
	}()
	if err := <-done; err != nil {
		return ""
	}
	return b.String() // want "`b` is used after it went back into `buffers`"
}

// Agreed has the goroutine wait for its reader.
func Agreed(h handler) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	done, read := make(chan struct{}), make(chan struct{})
	go func() {
		h.Handle(b)
		close(done)
		<-read
		buffers.Put(b)
	}()
	<-done
	text := b.String()
	close(read)
	return text
}

// Answered takes what it needs out of the channel.
func Answered(h handler) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	done := make(chan string)
	go func() {
		defer buffers.Put(b)
		h.Handle(b)
		done <- b.String()
	}()
	return <-done
}

// Owned puts back what it has waited for.
func Owned(h handler) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	done := make(chan struct{})
	go func() {
		h.Handle(b)
		close(done)
	}()
	<-done
	defer buffers.Put(b)
	return b.String()
}
