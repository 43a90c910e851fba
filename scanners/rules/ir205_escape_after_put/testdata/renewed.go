// Package renewed holds objects whose users make the maps in them anew.
package renewed

import "sync"

type interim struct{ terms map[string]int }

var interims = sync.Pool{New: func() any { return new(interim) }}

func Terms(words []string) map[string]int {
	s := interims.Get().(*interim)
	defer interims.Put(s)
	s.terms = map[string]int{}
	for _, word := range words {
		s.terms[word]++
	}
	return s.terms
}

type kept struct{ terms map[string]int }

var keepers = sync.Pool{New: func() any { return &kept{terms: map[string]int{}} }}

// Only New makes the map.
func Kept(words []string) map[string]int {
	s := keepers.Get().(*kept)
	defer keepers.Put(s)
	for _, word := range words {
		s.terms[word]++
	}
	return s.terms // want "`s.terms` is returned and shares its memory with `s`"
}

type emptied struct{ terms map[string]int }

var empties = sync.Pool{New: func() any { return newEmptied() }}

func newEmptied() *emptied {
	s := new(emptied)
	s.terms = map[string]int{}
	return s
}

func Emptied(words []string) map[string]int {
	s := empties.Get().(*emptied)
	defer func() {
		clear(s.terms)
		empties.Put(s)
	}()
	for _, word := range words {
		s.terms[word]++
	}
	return s.terms // want "`s.terms` is returned and shares its memory with `s`"
}

type sized struct{ names []string }

var sizes = sync.Pool{New: func() any { return newSized() }}

func newSized() *sized {
	s := new(sized)
	s.names = make([]string, 64)
	return s
}

// The slice is the one that its New has made.
func Sized(words []string) []string {
	s := sizes.Get().(*sized)
	defer sizes.Put(s)
	n := copy(s.names, words)
	return s.names[:n] // want "is returned and shares its memory with `s`"
}

type wanted struct{ terms map[string]int }

var wants = sync.Pool{New: func() any { return new(wanted) }}

// The map is made once.
func Wanted(words []string) map[string]int {
	s := wants.Get().(*wanted)
	defer wants.Put(s)
	if s.terms == nil {
		s.terms = make(map[string]int)
	}
	for _, word := range words {
		s.terms[word]++
	}
	return s.terms // want "`s.terms` is returned and shares its memory with `s`"
}

type entry struct {
	fields map[string]any
	text   string
}

// with makes another entry, which has the fields of this one.
func (e *entry) with(text string) *entry { return &entry{fields: e.fields, text: text} }

type logger struct{ entries, others sync.Pool }

func (l *logger) take() *entry {
	e, ok := l.entries.Get().(*entry)
	if !ok {
		e = &entry{fields: map[string]any{}}
	}
	return e
}

// give leaves the fields to whoever has got them.
func (l *logger) give(e *entry) {
	e.fields = map[string]any{}
	l.entries.Put(e)
}

func (l *logger) With(text string) *entry {
	e := l.take()
	defer l.give(e)
	return e.with(text)
}

type line struct {
	fields map[string]any
	text   string
}

func (l *line) with(text string) *line { return &line{fields: l.fields, text: text} }

func (l *logger) WithLine(text string) *line {
	e, ok := l.others.Get().(*line)
	if !ok {
		e = &line{fields: map[string]any{}}
	}
	defer l.others.Put(e)
	clear(e.fields)
	return e.with(text) // want "is returned and shares its memory with `e`"
}
