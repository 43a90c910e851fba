// Package shapes holds escapes in the shapes that real bugs take.
package shapes

import (
	"bytes"
	"sync"
	"unsafe"

	"example.com/utils"
	"github.com/valyala/bytebufferpool"
)

var (
	buffers sync.Pool
	scratch = sync.Pool{New: func() any { return new([64]byte) }}
)

type app struct{ toString func([]byte) string }

func copied(b []byte) string { return string(b) }

func newApp(immutable bool) *app {
	a := &app{toString: utils.UnsafeString}
	if immutable {
		a.toString = copied
	}
	return a
}

func (a *app) Quote(raw string) string {
	b := bytebufferpool.Get()
	defer bytebufferpool.Put(b)
	b.B = append(b.B, raw...)
	return a.toString(b.B) // want "`a.toString\(b.B\)` is returned and shares its memory with `b`"
}

func trimmed(b []byte) []byte { return bytes.TrimSpace(b)[1:] }

func Trim(text string) (out []byte, err error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer func() {
		b.Reset()
		buffers.Put(b)
	}()
	_, err = b.WriteString(text)
	out = trimmed(b.Bytes())
	return out, err // want "`out` is returned"
}

func Digits(n byte) []byte {
	s, _ := scratch.Get().(*[64]byte)
	defer scratch.Put(s)
	s[0] = '0' + n
	return s[:1] // want "`s\[:1\]` is returned"
}

type response struct{ body []byte }

func Render(text string) *response {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.WriteString(text)
	return &response{body: b.Bytes()} // want "is returned and shares its memory with `b`"
}

func (a *app) Escape(raw string) string {
	b := bytebufferpool.Get()
	escaped := a.toString(utils.AppendEscaped(b.B, raw))
	bytebufferpool.Put(b)
	return escaped // want "`escaped` is returned"
}

// Named returns memory through the name of a result.
func Named(text string) (out []byte) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.WriteString(text)
	out = b.Bytes()
	return // want "`out` is returned"
}

type registry struct {
	waiting map[int]*bytes.Buffer
	list    []*bytes.Buffer
}

// Registered forgets it on one path alone.
func (r *registry) Registered(id int, ok bool) {
	b, _ := buffers.Get().(*bytes.Buffer)
	r.waiting[id] = b // want "`r.waiting\[id\]` outlives this function and holds memory of `b`"
	if ok {
		delete(r.waiting, id)
	}
	buffers.Put(b)
}

func (r *registry) Listed() {
	b, _ := buffers.Get().(*bytes.Buffer)
	r.list = append(r.list, b) // want "`r.list` outlives this function"
	buffers.Put(b)
}

// Exchanged gives two variables each other's values once: which is which is known.
func Exchanged(text string, other []byte) []byte {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	from, to := other, b.Bytes()
	from, to = to, from
	buffers.Put(b)
	_ = to
	return from // want "`from` is returned and shares its memory with `b`"
}

func give(b *bytes.Buffer) {
	if b.Cap() > 1<<10 {
		return
	}
	buffers.Put(b)
}

// Marshalled hands out the small ones.
func Marshalled(text string) []byte {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	data := b.Bytes()
	if b.Cap() > 0 {
		return bytes.Clone(data)
	}
	give(b)
	return data // want "`data` is returned and shares its memory with `b`"
}

// The answer of a look-up that gives the pool only says that there is one.
var byName sync.Map

func takeOf(name string) *bytes.Buffer {
	pool, _ := byName.LoadOrStore(name, &sync.Pool{New: func() any { return new(bytes.Buffer) }})
	b := pool.(*sync.Pool).Get().(*bytes.Buffer)
	b.Reset()
	return b
}

func giveOf(name string, b *bytes.Buffer) {
	if pool, ok := byName.Load(name); ok {
		pool.(*sync.Pool).Put(b)
	}
}

func Named(name, text string) []byte {
	b := takeOf(name)
	defer giveOf(name, b)
	b.WriteString(text)
	return b.Bytes() // want "is returned and shares its memory with `b`"
}

var kept = map[string]bool{}

// What is asked of the name decides whether anything goes back.
func giveUnlessKept(name string, b *bytes.Buffer) {
	pool, _ := byName.Load(name)
	if _, ok := kept[name]; !ok {
		pool.(*sync.Pool).Put(b)
	}
}

func Kept(name, text string) []byte {
	b := takeOf(name)
	defer giveUnlessKept(name, b)
	b.WriteString(text)
	return b.Bytes()
}

// A string that is no copy becomes a key.
type names struct{ known map[string]int }

func (n *names) add(first, last string, number int) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(first)
	b.WriteString(last)
	key := unsafe.String(unsafe.SliceData(b.Bytes()), b.Len())
	n.known[key] = number // want "outlives this function and holds memory of `b`"
}

func (n *names) count(first, last string) int {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	b.WriteString(first)
	b.WriteString(last)
	key := unsafe.String(unsafe.SliceData(b.Bytes()), b.Len())
	n.known[b.String()] = n.known[key] + 1
	return n.known[key]
}
