// Package made has functions that return structs whose fields lie in the memory that they are given.
package made

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"unsafe"
)

type frame struct {
	data []byte
	kind int
}

var frames = sync.Pool{New: func() any { return new(frame) }}

type header struct {
	name, value []byte
	size        int
}

func parse(data []byte) header {
	at := bytes.IndexByte(data, ':')
	return header{name: data[:at], value: data[at+1:], size: len(data)}
}

func parsePointer(data []byte) (*header, error) {
	at := bytes.IndexByte(data, ':')
	if at < 0 {
		return nil, errors.New("no header")
	}
	found := &header{name: data[:at], size: len(data)}
	found.value = data[at+1:]
	return found, nil
}

func parseInOrder(data []byte) header {
	at := bytes.IndexByte(data, ':')
	return header{data[:at], data[at+1:], len(data)}
}

func parseThrough(data []byte) (found header, ok bool) {
	if len(data) == 0 {
		return header{}, false
	}
	found = parse(data)
	return found, true
}

func (f *frame) header() header { return parse(f.data) }

func parseCopy(data []byte) header {
	at := bytes.IndexByte(data, ':')
	return header{name: bytes.Clone(data[:at]), value: bytes.Clone(data[at+1:]), size: len(data)}
}

// parseShort copies what is short, and cuts the rest out of what it is given.
func parseShort(data []byte) header {
	at := bytes.IndexByte(data, ':')
	if at < 8 {
		return header{name: bytes.Clone(data[:at]), size: len(data)}
	}
	return header{name: data[:at], size: len(data)}
}

func (h *header) detach() { h.name, h.value = bytes.Clone(h.name), bytes.Clone(h.value) }

func read(r io.Reader) *frame {
	f := frames.Get().(*frame)
	n, _ := r.Read(f.data[:cap(f.data)])
	f.data = f.data[:n]
	return f
}

func late(r io.Reader, w io.Writer) {
	f := read(r)
	found := parse(f.data)
	frames.Put(f)
	_, _ = w.Write(found.name) // want "`found.name` is used after `f`, whose memory it shares"
}

func latePointer(r io.Reader, w io.Writer) error {
	f := read(r)
	found, err := parsePointer(f.data)
	frames.Put(f)
	if err != nil {
		return err
	}
	_, err = w.Write(found.value) // want "`found.value` is used after `f`, whose memory it shares"
	return err
}

func lateInOrder(r io.Reader, w io.Writer) {
	f := read(r)
	found := parseInOrder(f.data)
	frames.Put(f)
	_, _ = w.Write(found.value) // want "`found.value` is used after `f`, whose memory it shares"
}

func lateThrough(r io.Reader, w io.Writer) {
	f := read(r)
	var found, ok = parseThrough(f.data)
	frames.Put(f)
	if ok {
		_, _ = w.Write(found.name) // want "`found.name` is used after `f`, whose memory it shares"
	}
}

func lateOfMethod(r io.Reader, w io.Writer) {
	f := read(r)
	found := f.header()
	frames.Put(f)
	_, _ = w.Write(found.name) // want "`found.name` is used after `f`, whose memory it shares"
}

func inTime(r io.Reader, w io.Writer) {
	f := read(r)
	found := parse(f.data)
	_, _ = w.Write(found.name)
	frames.Put(f)
}

// number asks for a field that is no memory of the frame.
func number(r io.Reader) int {
	f := read(r)
	found := parse(f.data)
	frames.Put(f)
	return found.size
}

// lengths are the header's own.
func lengths(r io.Reader) int {
	f := read(r)
	found := parse(f.data)
	frames.Put(f)
	if found.value == nil {
		return 0
	}
	return len(found.name) + len(found.value)
}

func copied(r io.Reader, w io.Writer) {
	f := read(r)
	found := parseCopy(f.data)
	frames.Put(f)
	_, _ = w.Write(found.name)
}

func short(r io.Reader, w io.Writer) {
	f := read(r)
	found := parseShort(f.data)
	frames.Put(f)
	_, _ = w.Write(found.name)
}

func detached(r io.Reader, w io.Writer) {
	f := read(r)
	found := parse(f.data)
	found.detach()
	frames.Put(f)
	_, _ = w.Write(found.name)
}

func replaced(r io.Reader, w io.Writer) {
	f := read(r)
	found := parse(f.data)
	found.name = bytes.Clone(found.name)
	frames.Put(f)
	_, _ = w.Write(found.name)
}

// next has a frame for each round, and a header of it.
func next(r io.Reader, w io.Writer) {
	for range 3 {
		f := read(r)
		found := parse(f.data)
		_, _ = w.Write(found.name)
		frames.Put(f)
	}
}

type columns struct{ cells []string }

func split(text string) (*columns, error) {
	text = strings.TrimSuffix(text, "\n")
	c := new(columns)
	c.cells = strings.Split(text, "\t")
	if len(c.cells) == 0 {
		return nil, errors.New("no columns")
	}
	return c, nil
}

// cells are strings in the memory of the frame, the list of them as well as each.
func cells(r io.Reader) int {
	f := read(r)
	c, err := split(unsafe.String(unsafe.SliceData(f.data), len(f.data)))
	frames.Put(f)
	if err != nil {
		return 0
	}
	return len(c.cells[0]) // want "`c.cells` is used after `f`"
}
