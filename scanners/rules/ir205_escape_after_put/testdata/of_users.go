// Package lexers has objects with memory of their own, and with memory that their users give them.
package lexers

import "sync"

type stream interface {
	text() []byte
	words() []string
	reclaim()
}

type lexer struct {
	input []byte
	found []string
}

var lexers = sync.Pool{New: func() any { return &lexer{found: make([]string, 0, 64)} }}

func (l *lexer) text() []byte    { return l.input }
func (l *lexer) words() []string { return l.found }
func (l *lexer) reclaim()        { lexers.Put(l) }

func lex(input []byte) stream {
	l := lexers.Get().(*lexer)
	l.found = l.found[:0]
	l.input = input
	for _, each := range input {
		l.found = append(l.found, string(each))
	}
	return l
}

// What it was given to read is its caller's.
func unknown(input []byte) []byte {
	s := lex(input)
	defer s.reclaim()
	if len(s.words()) > 8 {
		return s.text()
	}
	return nil
}

// The words lie in its own memory.
func split(input []byte) []string {
	s := lex(input)
	defer s.reclaim()
	return s.words() // want "is returned and shares"
}
