package decoded

import (
	"errors"
	"sync"
)

var errShort = errors.New("short")

type meta struct {
	kind byte
	unit byte
}

func (m *meta) Unmarshal(data []byte) error {
	m.kind, m.unit = 0, 0
	if len(data) < 2 {
		return errShort
	}
	m.kind, m.unit = data[0], data[1]
	return nil
}

// series is decoded from fields that may be left out.
type series struct {
	refs    []byte
	samples []byte
	meta    meta
	stamp   int
	origin  byte
	version byte
}

var all = sync.Pool{New: func() any { return new(series) }}

// Unmarshal sets what the input mentions, and always the version.
func (s *series) Unmarshal(data []byte) error {
	s.version = 1
	for len(data) > 1 {
		tag, value := data[0], data[1:2]
		data = data[2:]
		switch tag {
		case 1:
			s.refs = append(s.refs, value...)
		case 2:
			s.samples = append(s.samples, value...)
		case 3:
			if err := s.meta.Unmarshal(value); err != nil {
				return err
			}
		case 4:
			s.stamp = 0
			s.stamp |= int(value[0])
		case 5:
			s.origin = value[0]
		}
	}
	return nil
}

// Decode takes a series and decodes into it.
func Decode(data []byte) (*series, error) {
	s := all.Get().(*series)
	return s, s.Unmarshal(data)
}

// Reuse puts it back.
func Reuse(s *series) {
	s.refs = s.refs[:0]
	s.samples = s.samples[:0]
	s.origin = 0 // want "without `meta`, `stamp`: the next user"
	all.Put(s)
}

// Size reads it.
func (s *series) Size() int {
	return len(s.refs) + len(s.samples) + s.stamp + int(s.meta.unit) + int(s.origin) + int(s.version)
}

// point is decoded too, and begins from nothing.
type point struct {
	values []byte
	names  []byte
	unit   byte
}

var points = sync.Pool{New: func() any { return new(point) }}

// Unmarshal begins with all that it may not find.
func (p *point) Unmarshal(data []byte) {
	p.unit = 0
	for len(data) > 1 {
		switch data[0] {
		case 1:
			p.values = append(p.values, data[1])
		case 2:
			p.names = append(p.names, data[1])
		case 3:
			p.unit = data[1]
		}
		data = data[2:]
	}
}

// Read takes a point, decodes into it and puts it back.
func Read(data []byte, show func([]byte, []byte, byte)) {
	p := points.Get().(*point)
	p.Unmarshal(data)
	show(p.values, p.names, p.unit)
	p.values = p.values[:0]
	p.names = p.names[:0]
	points.Put(p)
}

// state walks over input by itself; what it sets in a case, it sets in another one.
type state struct {
	open  []byte
	words []byte
	quote byte
}

var states = sync.Pool{New: func() any { return new(state) }}

func (s *state) scan(data []byte) {
	for _, each := range data {
		switch each {
		case '"', '\'':
			s.quote = each
		case ')':
			s.quote = 0
		default:
			s.words = append(s.words, each^s.quote)
		}
	}
}

// Scan scans.
func Scan(data []byte) int {
	s := states.Get().(*state)
	s.scan(data)
	n := len(s.words)
	s.open = s.open[:0]
	s.words = s.words[:0]
	states.Put(s)
	return n
}
