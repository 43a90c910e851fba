// Package sizes holds looks at a size that bound nothing, and room that is made for no more than the source says.
package sizes

import (
	"bytes"
	"sync"
)

var lists = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Joined compares the length with what it was.
func Joined(names []string) string {
	b := lists.Get().(*bytes.Buffer)
	defer release(b)
	b.WriteByte('[')
	before := b.Len()
	for _, name := range names {
		if b.Len() > before {
			b.WriteByte(',')
		}
		before = b.Len()
		b.WriteString(name)
	}
	return b.String()
}

func release(b *bytes.Buffer) {
	b.Reset()
	lists.Put(b) // want "however large it has grown"
}

var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Paged hands on what is longer than a page.
func Paged(names []string, page int, send func(string)) {
	b := pages.Get().(*bytes.Buffer)
	for _, name := range names {
		b.WriteString(name)
		if b.Len() > page {
			send(b.String())
			b.Reset()
		}
	}
	b.Reset()
	pages.Put(b)
}

var sets = sync.Pool{New: func() any { return make(map[string]bool) }}

// Distinct has deferred the Put of a map that grows afterwards.
func Distinct(names []string) int {
	seen := sets.Get().(map[string]bool)
	defer drop(seen)
	for _, name := range names {
		seen[name] = true
	}
	return len(seen)
}

func drop(m map[string]bool) {
	clear(m)
	sets.Put(m) // want "however large it has grown"
}

var small = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Encoded makes room for as much as the source says, and appends to what is handed on.
func Encoded(p []byte, encode func(room, p []byte) string) string {
	b := small.Get().(*bytes.Buffer)
	defer small.Put(b)
	b.Reset()
	b.Grow(64)
	return encode(b.AvailableBuffer(), p)
}

var roomy = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func Sized(p []byte, encode func(room, p []byte) string) string {
	b := roomy.Get().(*bytes.Buffer)
	defer roomy.Put(b) // want "however large it has grown"
	b.Reset()
	b.Grow(2 * len(p))
	return encode(b.AvailableBuffer(), p)
}

// The size under a name.
var named = sync.Pool{New: func() any { return make(map[string]int) }}

func bounded(words []string) int {
	counts := named.Get().(map[string]int)
	for _, word := range words {
		counts[word]++
	}
	n := len(counts)
	if n > 1024 {
		return n
	}
	clear(counts)
	named.Put(counts)
	return n
}

func counted(words []string) (sum int) {
	counts := named.Get().(map[string]int)
	for _, word := range words {
		counts[word]++
	}
	n := len(counts)
	for i := 0; i < n; i++ {
		sum += i
	}
	if n > 0 {
		sum++
	}
	clear(counts)
	named.Put(counts) // want "however large it has grown"
	return sum
}

func totalled(all [][]string, most int) (total int) {
	for _, words := range all {
		counts := named.Get().(map[string]int)
		for _, word := range words {
			counts[word]++
		}
		total += len(counts)
		if total > most {
			total--
		}
		clear(counts)
		named.Put(counts) // want "however large it has grown"
	}
	return total
}
