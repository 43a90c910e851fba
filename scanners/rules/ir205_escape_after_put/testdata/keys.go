// Package keys makes keys of maps out of the memory of buffers.
package keys

import (
	"bytes"
	"sync"
	"unsafe"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func count(counts map[string]int) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	counts[text(b.Bytes())] = 1 // want "outlives this function and holds memory of `b`"
}

func countCopied(counts map[string]int) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	if _, ok := counts[text(b.Bytes())]; !ok {
		counts[string(b.Bytes())] = 1
		counts[b.String()] = 1
	}
}

type table struct{ rows map[string]int }

func (t *table) set(key string, row int) { t.rows[key] = row }

func (t *table) get(key string) int { return t.rows[key] }

func (t *table) add() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	t.set(text(b.Bytes()), 1) // want "keeps memory of `b`"
}

func (t *table) addCopied() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	if t.get(text(b.Bytes())) == 0 {
		t.set(b.String(), 1)
	}
}

func local() map[string]int {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	found := map[string]int{}
	found[text(b.Bytes())] = 1
	return found // want "`found` is returned and shares its memory with `b`"
}

func counted() int {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	found := map[string]int{}
	found[text(b.Bytes())] = 1
	return len(found)
}

func (t *table) deleted() {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	key := text(b.Bytes())
	t.rows[key] = 1
	delete(t.rows, key)
}
