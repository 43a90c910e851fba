// Package aliases holds types of packages that are not at hand: two of them may be aliases of one.
package aliases

import (
	"sync"

	"example.com/net/four"
	"example.com/net/six"
)

type packet struct{ data []byte }

type frame struct{ data []byte }

var (
	messages = sync.Pool{New: func() any { all := make([]four.Message, 8); return &all }}
	byName   = sync.Pool{New: func() any { return map[string]*four.Message{} }}
	packets  = sync.Pool{New: func() any { all := make([]packet, 8); return &all }}
	lists    = sync.Pool{New: func() any { all := make([]four.Message, 8); return &all }}
)

func Receive(use func([]six.Message)) {
	all := messages.Get().(*[]six.Message)
	defer messages.Put(all)
	use(*all)
}

func Find(name string) string {
	all := byName.Get().(map[string]*six.Message)
	defer byName.Put(all)
	return all[name].Text
}

// Both are at hand.
func Frames(use func([]frame)) {
	all := packets.Get().(*[]frame) // want "New of `packets` makes `\*\[\]packet`"
	defer packets.Put(all)
	use(*all)
}

// A slice is no map, whatever its elements are.
func Map(use func(map[string]six.Message)) {
	all := lists.Get().(*map[string]six.Message) // want "New of `lists` makes"
	defer lists.Put(all)
	use(*all)
}
