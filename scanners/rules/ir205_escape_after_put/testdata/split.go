// Package split takes pooled buffers apart: each part lies in the memory of the whole.
package split

import (
	"bytes"
	"regexp"
	"sync"
)

var pair = regexp.MustCompile(`(\w+)=(\w+)`)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func filled(line string) *bytes.Buffer {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(line)
	return b
}

// Index keeps words by the line that they come from.
type Index struct {
	first map[string][]byte
	words [][]byte
}

func (i *Index) keepFirst(line string) {
	b := filled(line)
	words := bytes.Fields(b.Bytes())
	i.first[line] = words[0] // want "holds memory of `b`"
	pool.Put(b)
}

func (i *Index) keepAll(line string) {
	b := filled(line)
	for _, word := range bytes.Split(b.Bytes(), []byte{' '}) {
		i.words = append(i.words, word) // want "holds memory of `b`"
	}
	pool.Put(b)
}

func iterated(line string) (words [][]byte) {
	b := filled(line)
	defer pool.Put(b)
	for word := range bytes.FieldsSeq(b.Bytes()) {
		words = append(words, word)
	}
	return words // want "`words` is returned and shares its memory with `b`"
}

func copied(line string) (words []string) {
	b := filled(line)
	defer pool.Put(b)
	for _, word := range bytes.Fields(b.Bytes()) {
		words = append(words, string(word))
	}
	return words
}

func joined(line string) []byte {
	b := filled(line)
	defer pool.Put(b)
	return bytes.Join(bytes.Fields(b.Bytes()), nil)
}

func counted(line string) (lengths []int) {
	b := filled(line)
	defer pool.Put(b)
	for place, word := range bytes.Fields(b.Bytes()) {
		lengths = append(lengths, place+len(word))
	}
	return lengths
}

func found(line string) []byte {
	b := filled(line)
	defer pool.Put(b)
	return pair.Find(b.Bytes()) // want "is returned and shares its memory with `b`"
}

func foundParts(line string) [][]byte {
	b := filled(line)
	defer pool.Put(b)
	return pair.FindSubmatch(b.Bytes()) // want "is returned and shares its memory with `b`"
}

func foundPlaces(line string) []int {
	b := filled(line)
	defer pool.Put(b)
	return pair.FindIndex(b.Bytes())
}

func foundText(line string) []string {
	b := filled(line)
	defer pool.Put(b)
	return pair.FindStringSubmatch(b.String())
}

func replacedText(line string) []byte {
	b := filled(line)
	defer pool.Put(b)
	return pair.ReplaceAll(b.Bytes(), []byte("$1"))
}
