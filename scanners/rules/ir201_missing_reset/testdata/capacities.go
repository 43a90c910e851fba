package capacities

import "sync"

type encoder struct {
	buf []byte
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

func (e *encoder) add(s string) { e.buf = append(e.buf, s...) }

// How much there is room for says nothing of what was left.
func encode(s string) string {
	e := encoders.Get().(*encoder)
	e.add(s)
	text := string(e.buf)
	if cap(e.buf) <= 64<<10 {
		encoders.Put(e) // want "the `\*encoder` goes back into `encoders` without a reset, and its next user trusts the field `buf`"
	}
	return text
}

type scanner struct {
	words []string
}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

// Who asks whether anything was left is prepared for it.
func scan(text string) []string {
	s := scanners.Get().(*scanner)
	if len(s.words) > 0 {
		s.words = nil
	}
	s.words = append(s.words, text)
	words := append([]string(nil), s.words...)
	if cap(s.words) <= 1024 {
		scanners.Put(s)
	}
	return words
}

// hints say how much room the last batch took; a wrong one costs an allocation.
type hints struct{ rows, size int }

var hinted = sync.Pool{New: func() any { return &hints{rows: 8} }}

func batches(rows []string) [][]string {
	h := hinted.Get().(*hints)
	defer hinted.Put(h)
	all := make([][]string, 0, max(4, h.rows))
	for _, row := range rows {
		all = append(all, []string{row})
	}
	h.rows = 2 * len(all)
	return all
}

type counts struct{ rows int }

var counted = sync.Pool{New: func() any { return new(counts) }}

func sized(rows []string) []string {
	c := counted.Get().(*counts)
	defer counted.Put(c) // want "trusts the field `rows`"
	all := make([]string, c.rows)
	c.rows = len(rows)
	return append(all, rows...)
}
