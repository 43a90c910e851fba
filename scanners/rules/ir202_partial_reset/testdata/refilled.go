package refilled

import "sync"

type message struct{ key, value string }

type messages []message

// Unmarshal takes the old elements back and sets what the input mentions.
func (m *messages) Unmarshal(in [][2]string) {
	if cap(*m) >= len(in) {
		*m = (*m)[:len(in)]
	} else {
		*m = make(messages, len(in))
	}
	for i := range *m {
		(*m)[i].Unmarshal(in[i])
	}
}

func (m *message) Unmarshal(in [2]string) {
	if in[0] != "" {
		m.key = in[0]
	}
	if in[1] != "" {
		m.value = in[1]
	}
}

type request struct {
	path  string
	flash messages
	clean messages
}

func (r *request) release() {
	r.path = ""
	r.flash = r.flash[:0] // want "only cuts `flash` to `\[:0\]`, and old elements come back"
	clear(r.clean[:cap(r.clean)])
	r.clean = r.clean[:0]
	requests.Put(r)
}

var requests = sync.Pool{New: func() any { return new(request) }}

func handle(path string, in [][2]string, use func(*request)) {
	r := requests.Get().(*request)
	r.path = path
	r.flash.Unmarshal(in)
	r.clean.Unmarshal(in)
	use(r)
	r.release()
}

type frame struct {
	header [12]byte
	flags  [4]byte
	body   []byte
}

func (f *frame) Reset() {
	for i := 1; i < 12; i++ {
		f.header[0] = 0 // want "sets one element of `header` again and again"
	}
	for i := range f.flags {
		f.flags[i] = 0
	}
	for range 3 {
		f.body = f.body[:0]
	}
}

var frames = sync.Pool{New: func() any { return new(frame) }}

func read(in []byte, use func(*frame)) {
	f := frames.Get().(*frame)
	copy(f.header[:], in)
	use(f)
	f.Reset()
	frames.Put(f)
}

type chart struct {
	marks []*int
	title string
}

var charts = sync.Pool{New: func() any { return new(chart) }}

func (c *chart) reset() {
	clear(c.marks)
	c.marks = c.marks[:0]
	c.title = ""
}

// Another chart at each turn: what is taken out of it is not to be let go of with it.
func best(titles []string, mark func(*chart), keep func(*int)) {
	for _, title := range titles {
		c := charts.Get().(*chart)
		c.title = title
		mark(c)
		first := c.marks[0]
		c.marks[0] = nil
		keep(first)
		c.reset()
		charts.Put(c)
	}
}
