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
