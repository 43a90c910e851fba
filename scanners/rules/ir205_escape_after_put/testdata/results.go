// Package results returns memory beside an error, as one of several results, and as arrays.
package results

import (
	"bytes"
	"sync"
)

type message struct{ body []byte }

func (m *message) decode(b []byte) error {
	m.body = append(m.body[:0], b...)
	return nil
}

var (
	messages = sync.Pool{New: func() any { return new(message) }}
	buffers  = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	pairs    = sync.Pool{New: func() any { return new([]pair) }}
)

// Receive returns by one statement what it has put back beside an error, and what it has not.
func Receive(b []byte) (m *message, err error) {
	m = messages.Get().(*message)
	if err = m.decode(b); err != nil {
		messages.Put(m)
	}
	return
}

func Answer(b []byte) *message {
	m := messages.Get().(*message)
	defer messages.Put(m)
	m.body = append(m.body[:0], b...)
	return m // want "`m` is returned, and this function puts it back into `messages`"
}

// Both names with each object the result that shares its memory.
func Both(head, tail []byte) ([]byte, []byte) {
	first := buffers.Get().(*bytes.Buffer)
	second := buffers.Get().(*bytes.Buffer)
	defer func() {
		buffers.Put(first)
		buffers.Put(second)
	}()
	first.Reset()
	first.Write(head)
	second.Reset()
	second.Write(tail)
	return second.Bytes(), first.Bytes() // want "`first.Bytes\(\)` is returned and shares its memory with `first`" "`second.Bytes\(\)` is returned and shares its memory with `second`"
}

type pair struct{ key, value string }

type set struct{ data any }

// A slice that is converted to an array is copied, one that is converted to a pointer to an array is not.
func fixed(all []pair) set {
	switch len(all) {
	case 1:
		return set{data: [1]pair(all)}
	case 2:
		return set{data: [2]pair(all)}
	}
	return set{}
}

func Labels(name string) set {
	all := pairs.Get().(*[]pair)
	defer pairs.Put(all)
	*all = append((*all)[:0], pair{"name", name})
	return fixed(*all)
}

func Label(name string) *[1]pair {
	all := pairs.Get().(*[]pair)
	defer pairs.Put(all)
	*all = append((*all)[:0], pair{"name", name})
	return (*[1]pair)(*all) // want "shares its memory with `all`"
}
