// Package pushed works with stacks whose elements are made anew by whoever uses the stack next.
package pushed

import "sync"

type node struct {
	table map[string]any
	list  []any
}

type stack struct{ nodes []node }

var stacks = sync.Pool{New: func() any { return new(stack) }}

func (s *stack) start(table map[string]any, list []any) *stack {
	s.nodes = append(s.nodes[:0], node{table: table, list: list})
	return s
}

func (s *stack) push() { s.nodes = append(s.nodes, node{table: map[string]any{}}) }

func (s *stack) add(value any) {
	last := len(s.nodes) - 1
	s.nodes[last].list = append(s.nodes[last].list, value)
}

func (s *stack) top() map[string]any { return s.nodes[len(s.nodes)-1].table }

func Tables() map[string]any {
	s := stacks.Get().(*stack).start(map[string]any{}, nil)
	s.push()
	found := s.top()
	s.nodes = s.nodes[:0]
	stacks.Put(s)
	return found
}

func Lists() []any {
	s := stacks.Get().(*stack).start(nil, []any{})
	defer stacks.Put(s)
	s.add(1)
	return s.nodes[0].list
}

// Nodes are the elements themselves.
func Nodes() []node {
	s := stacks.Get().(*stack).start(nil, []any{})
	defer stacks.Put(s)
	return s.nodes // want "is returned and shares its memory with `s`"
}

type line struct{ words []string }

type page struct{ lines []line }

var pages = sync.Pool{New: func() any { return new(page) }}

// A line is taken again with the words that it had.
func (p *page) next() *line {
	if n := len(p.lines); n < cap(p.lines) {
		p.lines = p.lines[:n+1]
	} else {
		p.lines = append(p.lines, line{words: make([]string, 0, 8)})
	}
	return &p.lines[len(p.lines)-1]
}

func Words(text string) []string {
	p := pages.Get().(*page)
	p.lines = p.lines[:0]
	defer pages.Put(p)
	p.next()
	return append(p.lines[0].words, text) // want "is returned and shares its memory with `p`"
}

type row struct{ cells []string }

type sheet struct{ rows []row }

var sheets = sync.Pool{New: func() any { return new(sheet) }}

// The cells of a row are cut, and filled again.
func Cells(text string) []string {
	s := sheets.Get().(*sheet)
	defer sheets.Put(s)
	if len(s.rows) == 0 {
		s.rows = append(s.rows[:0], row{cells: make([]string, 0, 8)})
	}
	s.rows[0].cells = append(s.rows[0].cells[:0], text)
	return s.rows[0].cells // want "is returned and shares its memory with `s`"
}
