// Package closers holds Close methods that put a field back.
package closers

import (
	"bytes"
	"os"
	"sync"

	"example.com/files/mapped"
)

var buffers sync.Pool

type reader struct {
	buffer *bytes.Buffer
	chunks []*bytes.Buffer
	ended  bool
}

func (r *reader) Read(p []byte) (int, error) { return r.buffer.Read(p) }

// An iterator is closed by the loop that made it.
type iterator struct{ buffer *bytes.Buffer }

func (i *iterator) Close() {
	buffers.Put(i.buffer)
}

type plain struct{ reader }

func (p *plain) Close() error {
	buffers.Put(p.buffer) // want "a second call puts `p.buffer` back into `buffers` again"
	return nil
}

type cleared struct{ reader }

func (c *cleared) Close() error {
	if c.buffer != nil {
		buffers.Put(c.buffer)
		c.buffer = nil
	}
	return nil
}

type flagged struct{ reader }

func (f *flagged) Close() error {
	if f.ended {
		return nil
	}
	f.ended = true
	buffers.Put(f.buffer)
	return nil
}

type chunked struct{ reader }

func (c *chunked) Close() error {
	for _, chunk := range c.chunks {
		buffers.Put(chunk) // want "a second call puts `c.chunks` back"
	}
	return nil
}

type drained struct{ reader }

func (d *drained) Close() error {
	for _, chunk := range d.chunks {
		buffers.Put(chunk)
	}
	d.chunks = nil
	return nil
}

var classes = map[int]*sync.Pool{64: new(sync.Pool)}

func free(b []byte) {
	if pool := classes[cap(b)]; pool != nil {
		pool.Put(b)
	}
}

type sliced struct {
	reader
	slices [][]byte
}

func (s *sliced) Close() error {
	for _, each := range s.slices {
		free(each) // want "a second call puts `s.slices` back"
	}
	return nil
}

type copied struct{ buf *bytes.Buffer }

func (c copied) Read(p []byte) (int, error) { return c.buf.Read(p) }

// Close has a receiver of its own: what it sets in there is gone when it returns.
func (c copied) Close() error {
	buffers.Put(c.buf) // want "the method works on a copy of its receiver"
	return nil
}

type document struct {
	reader
	file *os.File
}

// Close of a file that is closed is an error: a second call ends there.
func (d *document) Close() error {
	if err := d.file.Close(); err != nil {
		return err
	}
	buffers.Put(d.buffer)
	return nil
}

type archive struct {
	reader
	file *os.File
}

// The buffer goes back whatever the file says.
func (a *archive) Close() error {
	buffers.Put(a.buffer) // want "a second call puts `a.buffer` back into `buffers` again"
	if err := a.file.Close(); err != nil {
		return err
	}
	return nil
}

// What Close calls puts the field back, and keeps it.
type helped struct{ reader }

func (h *helped) release() { buffers.Put(h.buffer) }

func (h *helped) Close() error {
	h.release() // want "a second call puts `h.buffer` back into `buffers` again"
	return nil
}

type helpedOnce struct{ reader }

func (h *helpedOnce) release() {
	if h.ended {
		return
	}
	h.ended = true
	buffers.Put(h.buffer)
}

func (h *helpedOnce) Close() error {
	h.release()
	return nil
}

type helpedClear struct{ reader }

func (h *helpedClear) release() {
	if h.buffer != nil {
		buffers.Put(h.buffer)
	}
	h.buffer = nil
}

func (h *helpedClear) Close() error {
	h.release()
	return nil
}

type helpedLater struct{ reader }

func (h *helpedLater) release() { buffers.Put(h.buffer) }

func (h *helpedLater) Close() error {
	if h.ended {
		return nil
	}
	h.release()
	h.ended = true
	return nil
}

type locked struct {
	reader
	mu     sync.Mutex
	closed bool
}

// A flag that Close only sets stops no second call.
type marked struct{ locked }

func (m *marked) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	buffers.Put(m.buffer) // want "a second call puts `m.buffer` back into `buffers` again"
	return nil
}

type asked struct{ locked }

func (a *asked) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return nil
	}
	a.closed = true
	buffers.Put(a.buffer)
	return nil
}

// Who unmaps a file finds none the next time.
type segment struct {
	locked
	file  mapped.File
	other mapped.File
}

func (s *segment) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	err := s.file.Unmap()
	buffers.Put(s.buffer)
	return err
}

type half struct{ segment }

func (h *half) Close() error {
	if h.other == nil {
		return nil
	}
	err := h.file.Unmap()
	buffers.Put(h.buffer) // want "a second call puts `h.buffer` back into `buffers` again"
	return err
}
