// Package copies fills fields with what is nobody else's.
package copies

import "sync"

type frame struct {
	body  []byte
	runes []rune
}

var frames = sync.Pool{New: func() any { return new(frame) }}

// Say copies the text twice: a conversion from a string makes memory of its own.
func Say(text string, use func(*frame)) {
	f := frames.Get().(*frame)
	f.body = []byte(text)
	f.runes = []rune(text)
	use(f)
	frames.Put(f)
}

type (
	bytes []byte
	shown struct{ raw []byte }
)

var others = sync.Pool{New: func() any { return new(shown) }}

// Show keeps what it is given: a conversion to another type of slice copies nothing.
func Show(data bytes, use func(*shown)) {
	f := others.Get().(*shown)
	f.raw = []byte(data)
	use(f)
	others.Put(f) // want "still refers through `raw`"
}

type scratch struct{ b []byte }

var scratches = sync.Pool{New: func() any { return &scratch{b: make([]byte, 0, 64)} }}

// keep takes the larger memory over, for whoever comes next.
func (s *scratch) keep(b []byte) {
	if cap(s.b) < cap(b) {
		s.b = b
	}
}

func Encode(append_ func([]byte) []byte, use func([]byte)) {
	s := scratches.Get().(*scratch)
	encoded := append_(s.b[:0])
	use(encoded)
	s.keep(encoded)
	scratches.Put(s)
}

type branch struct {
	name     string
	branches []*branch
}

type visitor struct {
	path   []byte
	prefix []byte
	visit  func(string)
}

var visitors = sync.Pool{New: func() any { return new(visitor) }}

// walk is lent the path of the visitor, makes it longer, and shows it there. The prefix is whoever's calls.
func (v *visitor) walk(b *branch, path, prefix []byte) {
	path = append(append(path, b.name...), '/')
	v.path = path
	v.prefix = prefix
	for _, each := range b.branches {
		v.walk(each, path, prefix)
	}
}

func Walk(root *branch, prefix []byte) {
	v := visitors.Get().(*visitor)
	v.walk(root, v.path[:0], prefix)
	visitors.Put(v) // want "still refers through `prefix` to what belongs to its user"
}

type owner struct{ path []byte }

type leaf struct{ path []byte }

var leaves = sync.Pool{New: func() any { return new(leaf) }}

func (l *leaf) set(path []byte) { l.path = path }

// Hang gives the leaf what somebody else has under the same name.
func (o *owner) Hang(use func(*leaf)) {
	l := leaves.Get().(*leaf)
	l.set(o.path)
	use(l)
	leaves.Put(l) // want "still refers through `path` to what belongs to its user"
}
