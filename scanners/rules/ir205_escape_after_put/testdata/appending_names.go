// Package appending calls what is named like append in packages that are not at hand.
package appending

import (
	"fmt"
	"sync"

	"example.com/batches"
)

type keys struct{ pool sync.Pool }

func newKeys() *keys {
	return &keys{pool: sync.Pool{New: func() any { s := make([]string, 0, 8); return &s }}}
}

func (k *keys) take() *[]string { return k.pool.Get().(*[]string) }

func (k *keys) give(s *[]string) {
	*s = (*s)[:0]
	k.pool.Put(s)
}

func (k *keys) send(b batches.Batch, text string) error {
	s := k.take()
	*s = append(*s, text)
	err := b.Append(*s)
	k.give(s)
	if err != nil {
		return fmt.Errorf("cannot send %s: %w", text, err)
	}
	return nil
}

func (k *keys) sendNamed(b batches.Batch, text string) (err error) {
	s := k.take()
	*s = append(*s, text)
	err = b.AppendStruct(*s)
	k.give(s)
	return err
}

func (k *keys) sendAtOnce(b batches.Batch, text string) error {
	s := k.take()
	defer k.give(s)
	*s = append(*s, text)
	return b.Append(*s)
}

func (k *keys) sendIf(text string) error {
	s := k.take()
	defer k.give(s)
	*s = append(*s, text)
	if err := batches.Append(*s); err != nil {
		return err
	}
	return nil
}

func (k *keys) add(text string) []string {
	s := k.take()
	defer k.give(s)
	*s = append(*s, text)
	return batches.AppendMore(*s) // want "is returned and shares its memory with `s`"
}

func (k *keys) addNamed(text string) (all []string) {
	s := k.take()
	defer k.give(s)
	all = batches.AppendMore(*s, text)
	return all // want "`all` is returned and shares its memory with `s`"
}
