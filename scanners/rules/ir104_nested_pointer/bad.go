// Package ledger pools structs with pointers in them.
package ledger

import "sync"

type entry struct {
	lines *[]string
	total int
}

var entries = sync.Pool{New: func() any { return &entry{lines: new([]string)} }} // want "its field `lines` is a `\*\[\]string`: a pointer to what is a reference already"

// Add gives the entry back with whatever lines it has.
func Add(line string) int {
	e := entries.Get().(*entry)
	*e.lines = append(*e.lines, line)
	n := len(*e.lines)
	e.total = 0
	entries.Put(e)
	return n
}

// Account is what a booking belongs to.
type Account struct{ owner string }

func find(owner string) *Account { return &Account{owner: owner} }

// Booking is reset before it goes back, but for its account.
type Booking struct {
	amount  int
	note    string
	account *Account
}

// Account is the account of a booking.
func (b *Booking) Account() *Account { return b.account }

func (b *Booking) reset() {
	b.amount = 0
	b.note = ""
}

var bookings = sync.Pool{New: func() any { return new(Booking) }} // want "its field `account`, a `\*Account`, outlives the reset"

// Book hands a booking to a function.
func Book(owner string, with func(*Booking)) {
	b := bookings.Get().(*Booking)
	b.account = find(owner)
	with(b)
	b.reset()
	bookings.Put(b)
}
