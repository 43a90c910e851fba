// Package lengths has slices whose users say how long they are.
package lengths

import (
	"io"
	"sync"
)

const most = 1500

var (
	asked  sync.Pool
	lent   = sync.Pool{New: func() any { return make([]byte, 64) }}
	mixed  = sync.Pool{New: func() any { return make([]byte, most) }}
	headed = sync.Pool{New: func() any { b := append(make([]byte, 0, 512), 1, 2, 3); return &b }}
	behind = sync.Pool{New: func() any { b := append(make([]byte, 0, 512), 1, 2, 3); return &b }}
)

func init() {
	asked.New = func() any { b := make([]byte, most); return &b }
}

// takeAsked gives each user the length that it asks for.
func takeAsked(size int) []byte {
	b := asked.Get().(*[]byte)
	return (*b)[:size]
}

func giveAsked(b []byte) {
	if cap(b) < most {
		return
	}
	b = b[:most]
	asked.Put(&b)
}

func copyAsked(to io.Writer, from io.Reader) {
	b := takeAsked(100)
	defer giveAsked(b)
	n, _ := from.Read(b)
	to.Write(b[:n])
}

func takeLent(size int) []byte {
	b := lent.Get().([]byte)
	if cap(b) >= size {
		return b[:size]
	}
	return make([]byte, size)
}

func fill(from io.Reader, names []string) {
	values := map[string][]byte{}
	for _, name := range names {
		b := takeLent(len(name))
		io.ReadFull(from, b)
		values[name] = b
	}
	for _, b := range values {
		lent.Put(b)
	}
}

func takeMixed(size int) []byte {
	b := mixed.Get().([]byte)
	return b[:size]
}

func shortMixed(from io.Reader) {
	b := takeMixed(10)
	from.Read(b)
	mixed.Put(b) // want "goes back into `mixed` cut short"
}

// This one trusts that what it takes has the length that New made.
func trusting(from io.Reader) {
	b := mixed.Get().([]byte)
	from.Read(b)
	mixed.Put(b)
}

// What is appended behind the header is cut off again.
func sendHeaded(to io.Writer, body []byte) {
	b := headed.Get().(*[]byte)
	*b = append(*b, body...)
	to.Write(*b)
	*b = (*b)[:3]
	headed.Put(b)
}

func sendBehind(to io.Writer, body []byte) {
	b := behind.Get().(*[]byte)
	*b = append(*b, body...)
	to.Write(*b)
	behind.Put(b) // want "with what was appended to it"
}
