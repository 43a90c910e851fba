package a

import "sync"

type node struct{ next *node }

type holder struct {
	byName *map[string]int
	first  **node
	inner  struct{ rows *[]int }
}

var holders = sync.Pool{New: func() any { return &holder{} }} // want "its field `byName` is a `\*map\[string\]int`"

// Pools of pointers to slices and maps are what they should be.
var (
	slices = sync.Pool{New: func() any { return new([]byte) }}
	maps   = sync.Pool{New: func() any { return &map[string]int{} }}
	plain  = sync.Pool{New: func() any { return &node{} }}
)

// Set to nil before every Put.
type borrower struct{ buf *[]byte }

var borrowers = sync.Pool{New: func() any { return new(borrower) }}

func giveBack(b *borrower) {
	b.buf = nil
	borrowers.Put(b)
}

// Its own, and emptied with it.
type own struct{ buf *[]byte }

var owns = sync.Pool{New: func() any { return &own{buf: new([]byte)} }}

func (o *own) reset() { *o.buf = (*o.buf)[:0] }

func release(o *own) {
	o.reset()
	owns.Put(o)
}

// Emptied by whoever takes it.
type late struct{ buf *[]byte }

var lates = sync.Pool{New: func() any { return &late{buf: new([]byte)} }}

func take() *late {
	l := lates.Get().(*late)
	*l.buf = (*l.buf)[:0]
	return l
}

func putLate(l *late) { lates.Put(l) }

// Cleared at one of two Puts.
type sometimes struct{ buf *[]byte }

var half = sync.Pool{New: func() any { return new(sometimes) }} // missing "its field `buf`"

func one(s *sometimes, failed bool) {
	if failed {
		half.Put(s)
		return
	}
	s.buf = nil
	half.Put(s)
}

// The pointer of a part that has a type of its own is that type's business.
type list struct{ storage *[]byte }

func (l *list) init(storage *[]byte) { l.storage = storage }

type batch struct {
	data []byte
	list list
}

var batches = sync.Pool{New: func() any { return new(batch) }}

func putBatch(b *batch) { batches.Put(b) }

// That of an embedded part is its own.
type base struct{ rows *[]int }

type table struct{ base }

var tables = sync.Pool{New: func() any { return new(table) }} // want "its field `base.rows` is a `\*\[\]int`"
