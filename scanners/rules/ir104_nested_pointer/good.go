// Package ledger pools structs whose memory is their own.
package ledger

import "sync"

type entry struct {
	lines []string
	index map[string]int
}

// Account is what a booking belongs to.
type Account struct{ owner string }

// Booking lets go of its account when it is reset.
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
	b.account = nil
}

// Ledger owns its pools.
type Ledger struct {
	entries  sync.Pool
	bookings sync.Pool
	scratch  sync.Pool
}

// NewLedger makes a ledger.
func NewLedger() *Ledger {
	l := &Ledger{}
	l.entries.New = func() any { return &entry{index: map[string]int{}} }
	l.bookings.New = func() any { return new(Booking) }
	l.scratch.New = func() any { return new([]byte) }
	return l
}

// Add uses plain fields.
func (l *Ledger) Add(line string) int {
	e := l.entries.Get().(*entry)
	e.lines = append(e.lines, line)
	n := len(e.lines)
	clear(e.lines)
	e.lines = e.lines[:0]
	clear(e.index)
	l.entries.Put(e)
	return n
}

// Book hands a booking to a function.
func (l *Ledger) Book(account *Account, with func(*Booking)) {
	b := l.bookings.Get().(*Booking)
	b.account = account
	with(b)
	b.reset()
	l.bookings.Put(b)
}

// Print uses a pool of *[]byte: the pointer is what keeps Put from allocating.
func (l *Ledger) Print(line string, print func([]byte)) {
	p := l.scratch.Get().(*[]byte)
	*p = append((*p)[:0], line...)
	print(*p)
	l.scratch.Put(p)
}
