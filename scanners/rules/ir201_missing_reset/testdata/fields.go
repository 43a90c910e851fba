package fields

import (
	"errors"
	"strconv"
	"sync"
)

const longest = 255

type kind byte

const plain kind = 'p'

type message struct {
	Kind  kind
	Topic string
	Key   string
}

func (m *message) check() error {
	if m.Topic == "" || len(m.Key) > longest {
		return errors.New("no message")
	}
	return nil
}

var messages = sync.Pool{New: func() any { return new(message) }}

// One field is set on some paths only; that the others are set is no reset of it.
func deliver(topic, key string) error {
	m := messages.Get().(*message)
	defer messages.Put(m) // want "trusts the field `Key`"
	m.Kind = plain
	m.Topic = topic
	if key != "" {
		m.Key = key
	}
	return m.check()
}

type order struct {
	Symbol string
	Cents  int
	Note   string
}

func (o *order) parse(fields []string) error {
	if len(fields) < 2 {
		return errors.New("too short")
	}
	cents, err := strconv.Atoi(fields[1])
	if err != nil {
		return err
	}
	o.Symbol, o.Cents = fields[0], cents
	return nil
}

var orders = sync.Pool{New: func() any { return new(order) }}

// What a failed call has not set is not used.
func total(fields []string) string {
	o := orders.Get().(*order)
	defer orders.Put(o)
	if err := o.parse(fields); err != nil {
		return ""
	}
	return o.Symbol + strconv.Itoa(o.Cents)
}

var notedOrders = sync.Pool{New: func() any { return new(order) }}

func noted(fields []string) string {
	o := notedOrders.Get().(*order)
	defer notedOrders.Put(o) // want "trusts the field `Note`"
	if err := o.parse(fields); err != nil {
		return ""
	}
	if len(fields) > 2 {
		o.Note = fields[2]
	}
	return o.Symbol + o.Note
}

// A list that is held against its bound keeps its elements on purpose.
type spare struct{ free []*order }

var spares = sync.Pool{New: func() any { return new(spare) }}

const mostFree = 8

func keep(o *order) {
	s := spares.Get().(*spare)
	defer spares.Put(s)
	if len(s.free) < mostFree {
		s.free = append(s.free, o)
	}
}

type level struct {
	number int
	out    []string
}

func (l *level) write(text string) { l.out = append(l.out[:0], text) }

type encoder interface{ encode(text string) }

type lines struct{ at *level }

func (l lines) encode(text string) { l.at.write(text) }

type scratch struct {
	at   *level
	into encoder
}

var scratches = sync.Pool{New: func() any { return &scratch{at: new(level)} }}

// The pointer stays: what lies behind it everybody sets who takes one.
func encode(number int, text string) {
	s := taken()
	s.at.number = number
	s.into.encode(text)
	scratches.Put(s)
}

func taken() *scratch {
	s := scratches.Get().(*scratch)
	if s.into == nil {
		s.into = encoderTo(s.at)
	}
	return s
}

func encoderTo(l *level) encoder { return lines{at: l} }

type tallied struct{ sums *level }

var tallies = sync.Pool{New: func() any { return &tallied{sums: new(level)} }}

func tally(numbers []int) int {
	t := tallies.Get().(*tallied)
	for _, each := range numbers {
		t.sums.number += each
	}
	sum := t.sums.number
	tallies.Put(t) // want "its next user trusts the field `sums.number`"
	return sum
}

// Another one has nothing of the last.
func tallyAnew(numbers []int) int {
	t := fresh.Get().(*tallied)
	t.sums = new(level)
	for _, each := range numbers {
		t.sums.number += each
	}
	sum := t.sums.number
	fresh.Put(t)
	return sum
}

var fresh = sync.Pool{New: func() any { return new(tallied) }}

// What is set is given by the caller.
func tallyInto(sums *level, numbers []int) {
	t := lent.Get().(*tallied)
	t.sums = sums
	for _, each := range numbers {
		t.sums.number += each
	}
	lent.Put(t)
}

var lent = sync.Pool{New: func() any { return new(tallied) }}
