package parts

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"
)

// The writer stands in a struct inside the object.
type encoder struct {
	state state
	level int
}

type state struct {
	w   io.Writer
	out []byte
}

// Reset goes on to another writer.
func (e *encoder) Reset(w io.Writer) {
	s := &e.state
	s.out = s.out[:0]
	s.w = w
}

func (e *encoder) close() error {
	_, err := e.state.w.Write(e.state.out)
	return err
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

func encode(w io.Writer) error {
	e := encoders.Get().(*encoder)
	e.Reset(w)
	err := e.close()
	encoders.Put(e) // want "while it still refers through `state.w`"
	return err
}

var tidy = sync.Pool{New: func() any { return new(encoder) }}

func encodeTidily(w io.Writer) error {
	e := tidy.Get().(*encoder)
	e.Reset(w)
	err := e.close()
	e.state = state{out: e.state.out}
	tidy.Put(e)
	return err
}

// What reads from a part of the object does not let go of what the part reads.
type unzipper struct {
	in  *bytes.Reader
	zip gzip.Reader
}

func (u *unzipper) open(data []byte) error {
	u.in.Reset(data)
	return u.zip.Reset(u.in)
}

var unzippers = sync.Pool{New: func() any { return &unzipper{in: bytes.NewReader(nil)} }}

func unzip(data []byte) ([]byte, error) {
	u := unzippers.Get().(*unzipper)
	defer unzippers.Put(u) // want "while it still refers through `in` to what that was reset to"
	if err := u.open(data); err != nil {
		return nil, err
	}
	return io.ReadAll(&u.zip)
}

// The caller's memory is cut, and is still the caller's.
type leaf struct {
	key   []byte
	value []byte
	size  int
}

func (l *leaf) reset() {
	l.key = l.key[:0]
	l.value = l.value[:0]
	l.size = 0
}

var leaves = sync.Pool{New: func() any { return new(leaf) }}

func newLeaf(key, value []byte) *leaf {
	l := leaves.Get().(*leaf)
	l.key = append(l.key, key...)
	l.value = value
	return l
}

func (l *leaf) hash(sum func([]byte) []byte) {
	l.value = append(l.value[:0], sum(l.key)...)
}

type store interface{ Put(key, value []byte) error }

func write(s store, l *leaf) error {
	err := s.Put(l.key, l.value)
	drop(l)
	return err
}

func drop(l *leaf) {
	l.reset()
	leaves.Put(l) // want "while it still refers through `value`"
}

// What was in the field before is put back into it, or all of it is zeroed.
type labels struct {
	list  []string
	alien bool
}

func (l *labels) reset() {
	if l.alien {
		*l = labels{}
		return
	}
	l.list = l.list[:0]
}

var sorters = sync.Pool{New: func() any { return new(labels) }}

func sortLabels(list []string, sort func(*labels)) {
	l := sorters.Get().(*labels)
	own := l.list
	l.list = list
	sort(l)
	l.list = own
	l.reset()
	sorters.Put(l)
}

// A buffer is cut through a name of its own.
func (l *leaf) refresh() {
	key, value := l.key[:0], l.value[:0]
	*l = leaf{key: key, value: value}
}

var fresh = sync.Pool{New: func() any { return new(leaf) }}

func refreshed(key []byte) int {
	l := fresh.Get().(*leaf)
	l.key = append(l.key, key...)
	size := len(l.key)
	l.refresh()
	fresh.Put(l)
	return size
}
