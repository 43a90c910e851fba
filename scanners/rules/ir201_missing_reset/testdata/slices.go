package slices

import (
	"io"
	"strconv"
	"sync"
)

var (
	appended  = sync.Pool{New: func() any { return make([]byte, 0, 64) }}
	emptied   = sync.Pool{New: func() any { return make([]byte, 0, 64) }}
	emptied2  = sync.Pool{New: func() any { b := make([]byte, 0, 64); return &b }}
	kept      = sync.Pool{New: func() any { b := make([]byte, 0, 64); return &b }}
	scratch   = sync.Pool{New: func() any { b := make([]byte, 32*1024); return &b }}
	scratch2  = sync.Pool{New: func() any { return make([]byte, 32*1024) }}
	shortened = sync.Pool{New: func() any { return make([]byte, 1500) }}
	restored  = sync.Pool{New: func() any { return make([]byte, 1500) }}
	pointed   = sync.Pool{New: func() any { return new([]string) }}
	arrays    = sync.Pool{New: func() any { return new([64]byte) }}
	written   = sync.Pool{New: func() any { return new([]byte) }}
)

func appendOnly(n int64, w io.Writer) {
	b := appended.Get().([]byte)
	b = strconv.AppendInt(b, n, 10)
	w.Write(b)
	appended.Put(b) // want "with what was appended to it"
}

func emptyOnPut(s string, w io.Writer) {
	b := emptied.Get().([]byte)
	b = append(b, s...)
	w.Write(b)
	emptied.Put(b[:0])
}

func emptyOnGet(s string, w io.Writer) {
	p := emptied2.Get().(*[]byte)
	b := append((*p)[:0], s...)
	w.Write(b)
	*p = b
	emptied2.Put(p)
}

func keepsLength(s string, w io.Writer) {
	p := kept.Get().(*[]byte)
	*p = append(*p, s...)
	w.Write(*p)
	kept.Put(p) // want "with what was appended to it"
}

func copies(dst io.Writer, src io.Reader) {
	p := scratch.Get().(*[]byte)
	defer scratch.Put(p)
	io.CopyBuffer(dst, src, *p)
}

func reads(dst io.Writer, src io.Reader) error {
	b := scratch2.Get().([]byte)
	defer scratch2.Put(b)
	n, err := io.ReadFull(src, b)
	dst.Write(b[:n])
	return err
}

func shortens(src io.Reader, use func([]byte)) {
	b := shortened.Get().([]byte)
	n, _ := src.Read(b)
	b = b[:n]
	use(b)
	shortened.Put(b) // want "cut short"
}

func restores(src io.Reader, use func([]byte)) {
	b := restored.Get().([]byte)
	n, _ := src.Read(b)
	b = b[:n]
	use(b)
	restored.Put(b[:cap(b)])
}

func pointsToMany(names []string) int {
	p := pointed.Get().(*[]string)
	defer func() {
		*p = (*p)[:0]
		pointed.Put(p)
	}()
	for _, name := range names {
		*p = append(*p, name)
	}
	return len(*p)
}

func fixedSize(n uint64, w io.Writer) {
	a := arrays.Get().(*[64]byte)
	b := strconv.AppendUint(a[:0], n, 10)
	w.Write(b)
	arrays.Put(a)
}

// The slice variable is what goes back, as a new pointer.
func newPointer(s string) {
	p := written.Get().(*[]byte)
	b := (*p)[:0]
	b = append(b, s...)
	written.Put(&b)
}

var cleared = sync.Pool{New: func() any { s := make([]int, 0, 8); return &s }}

// Zeros are left, and the next user appends behind them.
func zeroed(numbers []int) int {
	s := cleared.Get().(*[]int)
	*s = append(*s, numbers...)
	n := len(*s)
	clear(*s)
	cleared.Put(s) // want "goes back into `cleared` with what was appended to it"
	return n
}
