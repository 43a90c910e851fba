// Package ownfields has methods that set one field to memory of what another one holds.
package ownfields

import (
	"bytes"
	"errors"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type entry struct {
	key   string
	value []byte
}

type decoder struct {
	buf *bytes.Buffer
	e   *entry
}

func (d *decoder) decode() error {
	if d.buf.Len() == 0 {
		return errors.New("nothing")
	}
	d.e.value = d.buf.Bytes()
	return nil
}

func (d *decoder) copied() { d.e.value = bytes.Clone(d.buf.Bytes()) }

func Decoded() (*entry, error) {
	d := &decoder{buf: buffers.Get().(*bytes.Buffer), e: new(entry)}
	defer buffers.Put(d.buf)
	if err := d.decode(); err != nil {
		return nil, err
	}
	return d.e, nil // want "`d.e` is returned and shares its memory with `d.buf`"
}

func Copied() *entry {
	d := &decoder{buf: buffers.Get().(*bytes.Buffer), e: new(entry)}
	defer buffers.Put(d.buf)
	d.copied()
	return d.e
}

// Other keeps nothing that decode has set.
func Other() (string, error) {
	d := &decoder{buf: buffers.Get().(*bytes.Buffer), e: new(entry)}
	defer buffers.Put(d.buf)
	err := d.decode()
	return d.e.key, err
}

// A key without a name has no memory that it shares.
type key struct {
	name  []byte
	trail uint64
}

func (k key) clone() key {
	if len(k.name) == 0 {
		return k
	}
	return key{name: bytes.Clone(k.name), trail: k.trail}
}

func (k key) same() key {
	if len(k.name) > 0 {
		return k
	}
	return key{}
}

type table struct{ last key }

func (t *table) Cloned() {
	b := buffers.Get().(*bytes.Buffer)
	k := key{name: b.Bytes()}
	t.last = k.clone()
	buffers.Put(b)
}

func (t *table) Same() {
	b := buffers.Get().(*bytes.Buffer)
	k := key{name: b.Bytes()}
	t.last = k.same() // want "`t.last` outlives this function and holds memory of `b`"
	buffers.Put(b)
}

// What a struct in a field refers to is that of whoever sets it as a whole.
type meta struct{ id []byte }

func (m *meta) read(data []byte) { m.id = append(m.id[:0], data...) }

type record struct {
	set  meta
	kept meta
}

var records = sync.Pool{New: func() any { return new(record) }}

func (r *record) begin(m meta) { r.set = m }

type reply struct{ meta *meta }

func (a *reply) Set(m meta) {
	r := records.Get().(*record)
	defer records.Put(r)
	r.begin(m)
	given := r.set
	a.meta = &given
}

func (a *reply) Kept(data []byte) {
	r := records.Get().(*record)
	defer records.Put(r)
	r.kept.read(data)
	given := r.kept
	a.meta = &given // want "`a.meta` outlives this function and holds memory of `r`"
}

// A store keeps what has one name, and says so to nobody.
type store struct {
	sync.Mutex
	format []byte
	latest []byte
}

func (s *store) write(name string, data []byte) {
	if name == "format" {
		s.Lock()
		s.format = data
		s.Unlock()
	}
}

func (s *store) record(data []byte) {
	s.Lock()
	s.latest = data
	s.Unlock()
}

func (s *store) Write(name string) {
	b := buffers.Get().(*bytes.Buffer)
	s.write(name, b.Bytes())
	buffers.Put(b)
}

func (s *store) Record() {
	b := buffers.Get().(*bytes.Buffer)
	s.record(b.Bytes()) // want "keeps memory of `b`"
	buffers.Put(b)
}

// A piece that is nil has no memory.
type splitter struct {
	buf   *bytes.Buffer
	piece []byte
}

func (s *splitter) next() []byte {
	if s.buf == nil || s.buf.Len() == 0 {
		return nil
	}
	return s.buf.Next(8)
}

func (s *splitter) Ended() bool {
	if s.piece = s.next(); s.piece == nil {
		buffers.Put(s.buf)
		s.buf = nil
		return true
	}
	return false
}

func (s *splitter) Dropped() {
	s.piece = s.next() // want "`s.piece` outlives this function and holds memory of `s.buf`"
	buffers.Put(s.buf)
	s.buf = nil
}
