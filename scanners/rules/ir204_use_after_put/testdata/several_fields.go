// Package several holds objects of several pools in one struct.
package several

import (
	"bytes"
	"sync"
)

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	chunks  = sync.Pool{New: func() any { return make([]byte, 512) }}
)

type session struct {
	head  *bytes.Buffer
	chunk []byte
	name  string
}

func open(name string) *session {
	return &session{head: buffers.Get().(*bytes.Buffer), chunk: chunks.Get().([]byte), name: name}
}

func (s *session) title() []byte { return s.head.Bytes() }
func (s *session) body() []byte  { return s.chunk[:8] }
func (s *session) label() string { return s.name }

func (s *session) free() {
	buffers.Put(s.head)
	chunks.Put(s.chunk)
	s.head, s.chunk = nil, nil
}

func (s *session) freeHead() {
	buffers.Put(s.head)
	s.head = nil
}

func Title(name string) byte {
	s := open(name)
	title := s.title()
	s.free()
	return title[0] // want "after `s.head`, whose memory it shares, went back into `buffers`"
}

func Body(name string) byte {
	s := open(name)
	body := s.body()
	s.free()
	return body[0] // want "after `s.chunk`, whose memory it shares, went back into `chunks`"
}

func Label(name string) byte {
	s := open(name)
	label := s.label()
	s.free()
	return label[0]
}

// HeadOnly goes on with what the chunk holds.
func HeadOnly(name string) byte {
	s := open(name)
	body := s.body()
	s.freeHead()
	defer s.free()
	return body[0]
}
