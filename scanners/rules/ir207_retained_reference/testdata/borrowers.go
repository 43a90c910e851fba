package borrowers

import "sync"

type client struct{ name []byte }

type reply struct{ body []byte }

var replies = sync.Pool{New: func() any { return new(reply) }}

func acquire() *reply { return replies.Get().(*reply) }

func release(r *reply) {
	r.body = r.body[:0]
	replies.Put(r)
}

// Where it is handed nil it works on a reply of its own, and gives back only that.
func ask(r *reply) bool {
	isOwn := false
	if r == nil {
		isOwn = true
		r = acquire()
	}
	if len(r.body) > 0 {
		if isOwn {
			release(r)
		}
		return false
	}
	if isOwn {
		release(r)
	}
	return true
}

func askInto(space []byte) []byte {
	r := acquire()
	r.body = space
	ask(r)
	space = r.body
	r.body = nil
	release(r)
	return space
}

type letter struct {
	text []byte
	from *client
}

var letters = sync.Pool{New: func() any { return new(letter) }}

func drop(l *letter, isShort bool) {
	l.text = l.text[:0]
	if isShort {
		putBack(l)
		return
	}
	putBack(l)
}

func putBack(l *letter) { letters.Put(l) }

func clean(isShort bool) {
	l := letters.Get().(*letter)
	l.from = nil
	drop(l, isShort)
}

// Two ways to one Put are one finding.
func answer(from *client, isShort bool) {
	l := letters.Get().(*letter)
	l.from = from
	drop(l, isShort) // want "still refers through .* to what belongs to its user"
}
