package forgotten

import (
	"io"
	"sync"
)

// An entry of a store: two take one, and only one of them sets its encoding.
type entry struct {
	body     []byte
	kind     []byte
	encoding []byte
	tag      []byte
	date     int
	status   int
	age      int
}

var entries = sync.Pool{New: func() any { return new(entry) }}

func take() *entry { return entries.Get().(*entry) }

func give(e *entry) {
	e.body = nil
	e.kind = nil
	e.tag = nil
	e.date = 0
	e.status = 0
	e.age = 0 // want "without `encoding`"
	entries.Put(e)
}

func load(data, kind []byte, send func(*entry)) {
	e := take()
	e.body, e.kind, e.status = data, kind, 200
	if len(e.encoding) > 0 {
		send(e)
	}
	give(e)
}

func save(data []byte, header func(string) []byte, store func(*entry)) {
	e := take()
	e.body = data
	e.encoding = header("Content-Encoding")
	store(e)
	give(e)
}

// Whoever takes one sets its mode, in the loop that takes it.
type task struct {
	name, text, foot, lang, path, line string
	mode                               int
}

var tasks = sync.Pool{New: func() any { return new(task) }}

func takeTask() *task { return tasks.Get().(*task) }

func giveTask(t *task) {
	t.name, t.text, t.foot, t.lang, t.path, t.line = "", "", "", "", "", ""
	tasks.Put(t)
}

// Run reads the mode.
func (t *task) Run(do func(string, int)) { do(t.name, t.mode) }

func runAll(names []string, mode func(string) int, do func(string, int)) {
	for _, name := range names {
		t := takeTask()
		t.name = name
		t.mode = mode(name)
		t.Run(do)
		giveTask(t)
	}
}

// A buffer is written before it is read, whoever wrote it last.
type page struct {
	title, text, foot, lang, path, line string
	scratch                             []byte
}

var pages = sync.Pool{New: func() any { return new(page) }}

func takePage() *page { return pages.Get().(*page) }

func givePage(p *page) {
	p.title, p.text, p.foot, p.lang, p.path, p.line = "", "", "", "", "", ""
	pages.Put(p)
}

func render(write func([]byte)) {
	p := takePage()
	p.scratch = append(p.scratch[:0], p.title...)
	write(p.scratch)
	givePage(p)
}

func show(use func(*page)) {
	p := takePage()
	use(p)
	givePage(p)
}

// A stream of chunks: what is left of one is asked for first, set, and counted down.
type stream struct {
	from    io.Reader
	trailer []string
	offset  int
	length  int
	left    int
	isLast  bool
	isOpen  bool
}

var streams = sync.Pool{New: func() any { return new(stream) }}

func Open(from io.Reader, length int) *stream {
	s, _ := streams.Get().(*stream)
	s.from = from
	s.length = length
	s.isLast = false
	s.isOpen = true
	return s
}

func (s *stream) Read(p []byte) (int, error) {
	if s.left == 0 {
		s.left = s.length
	}
	n, err := s.from.Read(p[:min(len(p), s.left)])
	s.left -= n
	s.offset += n
	s.isLast = err != nil
	return n, err
}

func Close(s *stream) {
	s.trailer = nil
	s.offset = 0
	s.from = nil
	s.isOpen = false // want "is reset field by field, without `left`"
	streams.Put(s)
}
