// Package embedded holds objects whose reset forgets what they embed.
package embedded

import "sync"

type labels struct{ names []string }

func (l *labels) add(name string) { l.names = append(l.names, name) }

func (l *labels) all() []string { return l.names }

type notes struct{ lines []string }

func (n *notes) note(line string) { n.lines = append(n.lines, line) }

type span struct {
	labels
	notes
	name string
	logs []string
	id   int
}

// Others have notes of their own.
type journal struct{ notes }

func (j *journal) all() []string { return j.lines }

func (s *span) Reset() {
	s.name = ""
	s.logs = s.logs[:0]
	s.id = 0 // want "without `names`: the next user"
}

var spans = sync.Pool{New: func() any { return new(span) }}

func Trace(name string, w func(string)) {
	s := spans.Get().(*span)
	s.name = name
	s.add(name)
	s.note(name)
	for _, each := range s.all() {
		w(each)
	}
	s.Reset()
	spans.Put(s)
}
