// Package byvalue gives goroutines copies of structs whose fields hold memory of a buffer.
package byvalue

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type request struct {
	name string
	body []byte
}

func send(r request) {}

func (r request) send() {}

func count(name string) {}

func argument() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "while a goroutine that was started with"
	var r request
	r.body = b.Bytes()
	go send(r)
}

func receiver(r request) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b) // want "while a goroutine that was started with"
	r.body = b.Bytes()
	go r.send()
}

func copied() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	var r request
	r.body = b.Bytes()
	r.body = bytes.Clone(r.body)
	go send(r)
}

func otherField() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	var r request
	r.body = b.Bytes()
	go count(r.name)
}

func cleared() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	var r request
	r.body = b.Bytes()
	send(r)
	r.body = nil
	go send(r)
}

func waited() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	var r request
	r.body = b.Bytes()
	var group sync.WaitGroup
	group.Add(1)
	go r.run(&group)
	group.Wait()
}

func (r request) run(group *sync.WaitGroup) { defer group.Done() }
