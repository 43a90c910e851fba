// Package back has functions that give back the object that they get, beside an error.
package back

import (
	"errors"
	"sync"
)

var errEmpty = errors.New("empty")

type query struct {
	words []string
	limit int
}

func (q *query) reset() { q.words, q.limit = q.words[:0], 0 }

func add(q *query, word string) (*query, error) {
	if word == "" {
		return nil, errEmpty
	}
	q.words = append(q.words, word)
	return q, nil
}

var queries = sync.Pool{New: func() any { return new(query) }}

func Run(word string, use func([]string)) error {
	q := queries.Get().(*query)
	q, err := add(q, word)
	if err != nil {
		return err
	}
	use(q.words)
	queries.Put(q) // want "its next user trusts the field `words`"
	return nil
}

var inner = sync.Pool{New: func() any { return new(query) }}

// The name is one of its own there, and the object the same.
func RunInside(word string, use func([]string)) {
	q := inner.Get().(*query)
	if q, err := add(q, word); err == nil {
		use(q.words)
		inner.Put(q) // want "its next user trusts the field `words`"
	}
}

func start(q *query, word string) (*query, error) {
	q.reset()
	return add(q, word)
}

var started = sync.Pool{New: func() any { return new(query) }}

func Start(word string, use func([]string)) error {
	q := started.Get().(*query)
	q, err := start(q, word)
	if err != nil {
		return err
	}
	use(q.words)
	started.Put(q)
	return nil
}

func first(q *query, word string) (*query, error) {
	q.reset()
	q.words = append(q.words, word)
	return q, nil
}

var firsts = sync.Pool{New: func() any { return new(query) }}

// What is given back was reset before.
func First(word string, use func([]string)) error {
	q := firsts.Get().(*query)
	q, err := first(q, word)
	if err != nil {
		return err
	}
	use(q.words)
	firsts.Put(q)
	return nil
}

func copied(q *query, word string) (*query, error) {
	if word == "" {
		return nil, errEmpty
	}
	return &query{words: append([]string(nil), word), limit: q.limit}, nil
}

var copies = sync.Pool{New: func() any { return new(query) }}

// Another one is given back.
func Copy(word string, use func([]string)) error {
	q := copies.Get().(*query)
	q.limit = len(word)
	q, err := copied(q, word)
	if err != nil {
		return err
	}
	use(q.words)
	copies.Put(q)
	return nil
}

var late = sync.Pool{New: func() any { return new(query) }}

// The reset stands behind the call.
func Late(word string, use func([]string)) error {
	q := late.Get().(*query)
	defer func() {
		q.reset()
		late.Put(q)
	}()
	if q, err := add(q, word); err == nil {
		use(q.words)
	}
	return nil
}
