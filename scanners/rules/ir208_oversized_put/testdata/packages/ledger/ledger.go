// Package ledger keeps its pool in a field, and fills what it takes.
package ledger

import "example.com/packages/bufs"

type Ledger struct {
	pairs *bufs.Pairs
	write func(key, value []byte)
}

func (l *Ledger) Enter(name, text string) {
	pair := l.pairs.Get()
	defer l.pairs.Put(pair)
	pair.Key = encode(pair.Key[:0], name)
	pair.Value = append(pair.Value[:0], text...)
	pair.Title = []byte(name) // new memory for each user
	l.write(pair.Key, pair.Value)
}

func encode(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }

// It has one line for each user.
func Note(text string, show func([]string)) {
	note := bufs.GetNote()
	note.Lines = append(note.Lines, text)
	show(note.Lines)
	bufs.PutNote(note)
}
