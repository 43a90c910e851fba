package copied

import "sync"

// frame can be copied into another one, which says nothing about how the last user left it.
type frame struct {
	last   bool
	padded bool
	sealed bool
	data   []byte
}

var frames = sync.Pool{New: func() any { return new(frame) }}

// AcquireFrame takes a frame.
func AcquireFrame() *frame {
	f := frames.Get().(*frame)
	f.Reset()
	return f
}

// ReleaseFrame puts it back.
func ReleaseFrame(f *frame) { frames.Put(f) }

// Reset forgets the padding and the seal.
func (f *frame) Reset() {
	f.last = false
	f.data = f.data[:0] // want "without `padded`, `sealed`: the next user"
}

// CopyTo copies the frame.
func (f *frame) CopyTo(to *frame) {
	to.padded = f.padded
	to.last = f.last
	to.sealed = f.sealed
	to.data = append(to.data[:0], f.data...)
}

// SetPadded says whether it is padded.
func (f *frame) SetPadded(padded bool) { f.padded = padded }

// Seal seals it.
func (f *frame) Seal() { f.sealed = true }

// Append writes the frame behind others.
func (f *frame) Append(to []byte) []byte {
	if f.padded {
		to = append(to, 0)
	}
	if f.sealed && f.last {
		to = append(to, 1)
	}
	return append(to, f.data...)
}

// Child takes the settings of the one that it comes from.
type Child struct {
	quiet bool
	depth int
	text  []byte
}

var children = sync.Pool{New: func() any { return new(Child) }}

// AcquireChild takes a child.
func AcquireChild() *Child {
	c := children.Get().(*Child)
	c.Reset()
	return c
}

// ReleaseChild puts it back.
func ReleaseChild(c *Child) { children.Put(c) }

// Reset leaves what follow sets.
func (c *Child) Reset() {
	c.depth = 0
	c.text = c.text[:0]
}

// follow has to be called first.
func (c *Child) follow(parent *Child) {
	c.quiet = parent.quiet
	c.depth = parent.depth + 1
}

// SetQuiet changes it afterwards.
func (c *Child) SetQuiet(quiet bool) { c.quiet = quiet }

// Say says something.
func (c *Child) Say(text string) {
	if !c.quiet && c.depth > 0 {
		c.text = append(c.text, text...)
	}
}

// Request takes its settings from its client.
type Request struct {
	strict bool
	tries  int
	body   []byte
}

type config struct{ strict bool }

var requests = sync.Pool{New: func() any { return new(Request) }}

// AcquireRequest takes a request.
func AcquireRequest() *Request {
	r := requests.Get().(*Request)
	r.Reset()
	return r
}

// ReleaseRequest puts it back.
func ReleaseRequest(r *Request) { requests.Put(r) }

// Reset leaves what the client sets.
func (r *Request) Reset() {
	r.tries = 0
	r.body = r.body[:0]
}

func (c config) prepare(r *Request) { r.strict = c.strict }

// SetStrict changes it afterwards.
func (r *Request) SetStrict(strict bool) { r.strict = strict }

// Check checks it.
func (r *Request) Check() bool { return !r.strict || len(r.body) > r.tries }
