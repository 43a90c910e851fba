// Package lengths has slices whose users say how long they are.
package lengths

import (
	"io"
	"sync"
)

const most = 1500

var (
	asked  sync.Pool
	lent   = sync.Pool{New: func() any { return make([]byte, 64) }}
	mixed  = sync.Pool{New: func() any { return make([]byte, most) }}
	headed = sync.Pool{New: func() any { b := append(make([]byte, 0, 512), 1, 2, 3); return &b }}
	behind = sync.Pool{New: func() any { b := append(make([]byte, 0, 512), 1, 2, 3); return &b }}
)

func init() {
	asked.New = func() any { b := make([]byte, most); return &b }
}

// takeAsked gives each user the length that it asks for.
func takeAsked(size int) []byte {
	b := asked.Get().(*[]byte)
	return (*b)[:size]
}

func giveAsked(b []byte) {
	if cap(b) < most {
		return
	}
	b = b[:most]
	asked.Put(&b)
}

func copyAsked(to io.Writer, from io.Reader) {
	b := takeAsked(100)
	defer giveAsked(b)
	n, _ := from.Read(b)
	to.Write(b[:n])
}

func takeLent(size int) []byte {
	b := lent.Get().([]byte)
	if cap(b) >= size {
		return b[:size]
	}
	return make([]byte, size)
}

func fill(from io.Reader, names []string) {
	values := map[string][]byte{}
	for _, name := range names {
		b := takeLent(len(name))
		io.ReadFull(from, b)
		values[name] = b
	}
	for _, b := range values {
		lent.Put(b)
	}
}

func takeMixed(size int) []byte {
	b := mixed.Get().([]byte)
	return b[:size]
}

func shortMixed(from io.Reader) {
	b := takeMixed(10)
	from.Read(b)
	mixed.Put(b) // want "goes back into `mixed` cut short"
}

// This one trusts that what it takes has the length that New made.
func trusting(from io.Reader) {
	b := mixed.Get().([]byte)
	from.Read(b)
	mixed.Put(b)
}

// What is appended behind the header is cut off again.
func sendHeaded(to io.Writer, body []byte) {
	b := headed.Get().(*[]byte)
	*b = append(*b, body...)
	to.Write(*b)
	*b = (*b)[:3]
	headed.Put(b)
}

func sendBehind(to io.Writer, body []byte) {
	b := behind.Get().(*[]byte)
	*b = append(*b, body...)
	to.Write(*b)
	behind.Put(b) // want "with what was appended to it"
}

var (
	lines   = sync.Pool{New: func() any { b := make([]byte, 0, 64); return &b }}
	records = sync.Pool{New: func() any { b := make([]byte, 64); return &b }}
)

type digits []byte

// print says how long the line is to be.
func (d digits) print(line []byte) []byte {
	if cap(line) < len(d) {
		line = make([]byte, 0, len(d))
	}
	return append(line[:0], d...)
}

// underline does so at the start.
func underline(line []byte, n int) []byte {
	line = line[:0]
	for range n {
		line = append(line, '-')
	}
	return line
}

func (d digits) length() int {
	line := (*lines.Get().(*[]byte))[:0]
	line = append(line, d...)
	for len(line) > 2 && line[0] == '0' {
		line = line[1:]
	}
	n := len(line)
	lines.Put(&line)
	return n
}

func (d digits) String() string {
	line := *(lines.Get().(*[]byte))
	s := string(d.print(line)) + string(underline(line, len(d)))
	lines.Put(&line)
	return s
}

// store trusts the length where it need not be cut.
func (d digits) store(record []byte, short bool) int {
	if short {
		record = record[:8]
	}
	return copy(record, d)
}

func (d digits) keep(short bool) int {
	record := *(records.Get().(*[]byte))
	n := d.store(record, short)
	record = record[:n]
	records.Put(&record) // want "goes back into `records` cut short"
	return n
}

const small, large = 1 << 10, 1 << 16

type page struct{ data []byte }

var (
	smallPages = sync.Pool{New: func() any { return &page{data: make([]byte, small)} }}
	largePages = sync.Pool{New: func() any { return &page{data: make([]byte, large)} }}
	cutPages   = sync.Pool{New: func() any { return &page{data: make([]byte, small)} }}
)

func borrow(size int) *page {
	if size <= small {
		return smallPages.Get().(*page)
	}
	return largePages.Get().(*page)
}

// giveBack makes a page as long as New makes it, whatever its user has cut it to.
func giveBack(b *page) {
	size := cap(b.data)
	b.data = b.data[:size]
	switch size {
	case small:
		smallPages.Put(b)
	case large:
		largePages.Put(b)
	}
}

func transfer(to io.Writer, from io.Reader, size int) error {
	b := borrow(size)
	n, err := from.Read(b.data)
	if err == nil {
		b.data = b.data[:n]
		_, err = to.Write(b.data)
	}
	giveBack(b)
	return err
}

// transferShort leaves a page as short as what was read into it, and the next user reads no more than that.
func transferShort(to io.Writer, from io.Reader) error {
	b := cutPages.Get().(*page)
	n, err := from.Read(b.data)
	if err == nil {
		b.data = b.data[:n]
		_, err = to.Write(b.data)
	}
	cutPages.Put(b) // want "trusts the field `data`"
	return err
}

type block struct{ data []byte }

func (b *block) trim(n int) { b.data = b.data[:n] }

var (
	whole = sync.Pool{New: func() any { return &block{make([]byte, most)} }}
	half  = sync.Pool{New: func() any { return &block{make([]byte, most)} }}
)

// giveWhole gives back what was cut off, under a name for how much there is.
func giveWhole(b *block) {
	room := cap(b.data)
	b.data = b.data[:room]
	whole.Put(b)
}

func readWhole(from io.Reader) int {
	b := whole.Get().(*block)
	defer giveWhole(b)
	n, _ := from.Read(b.data)
	b.trim(n)
	return len(b.data)
}

// giveHalf keeps the length of its user.
func giveHalf(b *block, n int) {
	b.data = b.data[:n]
	half.Put(b)
}

func readHalf(from io.Reader) int {
	b := half.Get().(*block)
	n, _ := from.Read(b.data)
	giveHalf(b, n/2) // want "trusts the field `data`"
	return n
}
