// Package severalimplementations hands objects to an interface that several types implement.
package severalimplementations

import "sync"

var spans = sync.Pool{New: func() any { return new(span) }}

type span struct{ name string }

type reporter interface {
	report(s *span)
	count(s *span) int
}

type memory struct {
	mutex sync.Mutex
	all   []*span
	total int
}

func (m *memory) report(s *span) {
	m.mutex.Lock()
	m.all = append(m.all, s)
	m.mutex.Unlock()
}

func (m *memory) count(s *span) int {
	m.total += len(s.name)
	return m.total
}

type nothing struct{}

func (nothing) report(*span) {}

func (nothing) count(*span) int { return 0 }

type tracer struct{ reporter reporter }

func (t *tracer) Finish(name string) {
	s := spans.Get().(*span)
	s.name = name
	t.reporter.report(s) // want "`t.reporter.report\(s\)` keeps memory of `s`"
	spans.Put(s)
}

func (t *tracer) Count(name string) int {
	s := spans.Get().(*span)
	s.name = name
	defer spans.Put(s)
	return t.reporter.count(s)
}

// Kept leaves it to whoever reads what was reported.
func (t *tracer) Kept(name string) {
	s := spans.Get().(*span)
	s.name = name
	t.reporter.report(s)
}
