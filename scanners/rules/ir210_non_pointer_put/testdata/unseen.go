// Package unseen pools values of types that are not at hand.
package unseen

import (
	"sync"

	"example.com/gone/feed"
)

var items = sync.Pool{New: func() any { return feed.Item{} }}

func send(key, value []byte, write func(feed.Item)) {
	item := items.Get().(feed.Item)
	item.Key, item.Value = key, value
	write(item)
	items.Put(item) // want "struct `feed.Item` is put into `items` by value"
}

// It may be a map, which is a pointer.
var headers = sync.Pool{New: func() any { return feed.Header{} }}

func head(key, value string, write func(feed.Header)) {
	header := headers.Get().(feed.Header)
	header[key] = value
	write(header)
	headers.Put(header)
}

// Nothing shows what it is.
var marks = sync.Pool{New: func() any { return feed.Mark{} }}

func mark(text string) string {
	m := marks.Get().(feed.Mark)
	defer marks.Put(m)
	return m.On(text)
}

// A type of pointers has fields as well, and no literals.
var links = sync.Pool{New: func() any { return feed.NewLink() }}

func link(to string, write func(feed.Link)) {
	l := links.Get().(feed.Link)
	l.To = to
	write(l)
	links.Put(l)
}
