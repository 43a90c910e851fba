// Package fluent holds objects whose methods return them.
package fluent

import (
	"errors"
	"sync"
)

var errEmpty = errors.New("empty")

type note struct {
	text  []byte
	lines []string
	loud  bool
	err   error
}

var notes = sync.Pool{New: func() any { return new(note) }}

func (n *note) quiet(quiet bool) *note {
	n.loud = !quiet
	return n
}

func (n *note) clear() *note {
	n.text = n.text[:0]
	n.lines = n.lines[:0] // want "without `err`: the next user"
	return n
}

func (n *note) add(line string) *note {
	if n.err != nil {
		return n
	}
	n.text = append(n.text, line...)
	n.lines = append(n.lines, line)
	return n
}

// bytes keeps that there was nothing.
func (n *note) bytes() ([]byte, error) {
	if len(n.text) == 0 {
		n.err = errEmpty
	}
	return n.text, n.err
}

// Give puts a note back, cleared on the way.
func Give(n *note) { notes.Put(n.quiet(false).clear()) }

// Write takes one.
func Write(lines []string) (string, error) {
	n := notes.Get().(*note)
	defer Give(n)
	for _, each := range lines {
		n.add(each)
	}
	text, err := n.bytes()
	return string(text), err
}

type page struct {
	text  []byte
	lines []string
	err   error
}

var pages = sync.Pool{New: func() any { return new(page) }}

// clear begins again as it is taken, with all of it.
func (p *page) clear() *page {
	p.text = p.text[:0]
	p.lines = p.lines[:0]
	return p
}

func (p *page) forgive() *page {
	p.err = nil
	return p
}

func (p *page) add(line string) {
	if p.err != nil {
		return
	}
	p.text = append(p.text, line...)
	p.lines = append(p.lines, line)
}

func (p *page) bytes() ([]byte, error) {
	if len(p.text) == 0 {
		p.err = errEmpty
	}
	return p.text, p.err
}

// Print takes a page that two methods clear in a row.
func Print(lines []string) (string, error) {
	p := pages.Get().(*page).clear().forgive()
	defer pages.Put(p)
	for _, each := range lines {
		p.add(each)
	}
	text, err := p.bytes()
	return string(text), err
}

type sheet struct {
	text  []byte
	lines []string
	err   error
}

var sheets = sync.Pool{New: func() any { return new(sheet) }}

func (s *sheet) clear() *sheet {
	s.text = s.text[:0]
	s.lines = s.lines[:0] // want "without `err`: the next user"
	return s
}

func (s *sheet) add(line string) {
	if s.err != nil {
		return
	}
	s.text = append(s.text, line...)
	s.lines = append(s.lines, line)
}

func (s *sheet) bytes() ([]byte, error) {
	if len(s.text) == 0 {
		s.err = errEmpty
	}
	return s.text, s.err
}

// Draw takes a sheet that is cleared as it is taken.
func Draw(lines []string) (string, error) {
	s := sheets.Get().(*sheet).clear()
	for _, each := range lines {
		s.add(each)
	}
	text, err := s.bytes()
	drawn := string(text)
	sheets.Put(s)
	return drawn, err
}

// Draft is what others write; a function that gives it back sees to it.
type Draft struct {
	Title string
	Body  []byte
	Final bool
	err   error
}

var drafts = sync.Pool{New: func() any { return new(Draft) }}

func blank(d *Draft) *Draft {
	d.Title = ""
	d.Final = false
	d.Body = d.Body[:0] // want "without `err`: the next user"
	return d
}

// Throw puts a draft back by another name.
func Throw(d *Draft) {
	blanked := blank(d)
	drafts.Put(blanked)
}

// Begin hands one out.
func Begin() *Draft { return drafts.Get().(*Draft) }

// Say reads all that there is.
func (d *Draft) Say(to func(string, []byte, bool)) error {
	if d.err != nil {
		return d.err
	}
	if d.Title == "" {
		d.err = errEmpty
		return d.err
	}
	to(d.Title, d.Body, d.Final)
	return nil
}
