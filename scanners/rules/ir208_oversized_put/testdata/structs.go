package structs

import (
	"bytes"
	"sync"
)

type encoder struct {
	buf   bytes.Buffer
	names []string
	seen  map[string]bool
	scale int
}

func (e *encoder) add(name string) {
	if e.seen[name] {
		return
	}
	e.seen[name] = true
	e.names = append(e.names, name)
	e.buf.WriteString(name)
}

func (e *encoder) reset() {
	e.buf.Reset()
	clear(e.names)
	e.names = e.names[:0]
	clear(e.seen)
}

var encoders = sync.Pool{New: func() any { return &encoder{seen: map[string]bool{}} }}

func encode(names []string) string {
	e := encoders.Get().(*encoder)
	defer release(e)
	for _, name := range names {
		e.add(name)
	}
	return e.buf.String()
}

func release(e *encoder) {
	e.reset()
	encoders.Put(e) // want "however large `buf`, `names`, `seen` has grown"
}

type list struct{ items []string }

func (l *list) push(item string) { l.items = append(l.items, item) }

var dropped = sync.Pool{New: func() any { return new(list) }}

// Nothing of the array goes back.
func drop(items []string, use func([]string)) {
	l := dropped.Get().(*list)
	for _, item := range items {
		l.push(item)
	}
	use(l.items)
	l.items = nil
	dropped.Put(l)
}

var zeroed = sync.Pool{New: func() any { return new(list) }}

func zero(items []string, use func([]string)) {
	l := zeroed.Get().(*list)
	for _, item := range items {
		l.push(item)
	}
	use(l.items)
	*l = list{}
	zeroed.Put(l)
}

type bounded struct{ items []string }

func (b *bounded) trim() {
	if cap(b.items) > 1024 {
		b.items = nil
	}
	b.items = b.items[:0]
}

var trimmed = sync.Pool{New: func() any { return new(bounded) }}

func trim(items []string, use func([]string)) {
	b := trimmed.Get().(*bounded)
	b.items = append(b.items, items...)
	use(b.items)
	b.trim()
	trimmed.Put(b)
}
