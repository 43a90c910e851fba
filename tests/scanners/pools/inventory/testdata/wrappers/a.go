package a

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }} // pool: buffers package *bytes.Buffer

func getBuffer() *bytes.Buffer {
	return buffers.Get().(*bytes.Buffer) // get: buffers uncounted
}

func putBuffer(b *bytes.Buffer) {
	if b.Cap() > 1<<16 {
		return
	}
	b.Reset()
	buffers.Put(b) // put: buffers uncounted
}

// A wrapper of a wrapper: the one in the middle is not counted either.
func acquire(text string) *bytes.Buffer {
	b := getBuffer() // get: buffers via getBuffer uncounted
	b.WriteString(text)
	return b
}

func release(b *bytes.Buffer) { putBuffer(b) } // put: buffers via putBuffer uncounted

func use() string {
	b := acquire("x") // get: buffers via acquire
	defer release(b)  // put: buffers via release
	c := getBuffer()  // get: buffers via getBuffer
	defer func() {
		putBuffer(c) // put: buffers via putBuffer
	}()
	return b.String()
}

type message struct {
	pool *sync.Pool
	data []byte
}

var messages sync.Pool // pool: messages package *message

func newMessage() *message {
	m, ok := messages.Get().(*message) // get: messages uncounted
	if !ok {
		m = &message{}
	}
	m.pool = &messages
	return m
}

func (m *message) Free() {
	m.data = m.data[:0]
	m.pool.Put(m) // put: messages uncounted
}

func messaging() {
	m := newMessage() // get: messages via newMessage
	m.Free()          // put: messages via message.Free
}

// Nobody calls these two: their own sites count.
func Acquire() *message {
	return messages.Get().(*message) // get: messages
}

func Release(m *message) {
	messages.Put(m) // put: messages
}

// Takes and gives back what it took: no wrapper.
func within() int {
	m := messages.Get().(*message) // get: messages
	defer messages.Put(m)          // put: messages
	return len(m.data)
}

func callsWithin() { within() }

// What goes back is not the parameter: the caller's own object never does.
func orOwn(b *bytes.Buffer) string {
	if b == nil {
		b = getBuffer()    // get: buffers via getBuffer
		defer putBuffer(b) // put: buffers via putBuffer
	}
	return b.String()
}

func callingOrOwn() string { return orOwn(new(bytes.Buffer)) }

// What goes back is made of the parameter.
func giveGrown(b *bytes.Buffer) {
	b = grown(b)
	putBuffer(b) // put: buffers via putBuffer uncounted
}

func grown(b *bytes.Buffer) *bytes.Buffer {
	b.Grow(64)
	return b
}

func callingGiveGrown() {
	b := getBuffer() // get: buffers via getBuffer
	giveGrown(b)     // put: buffers via giveGrown
}

// So too where a variable keeps in mind whose it is.
func orOwnAtTheEnd(b *bytes.Buffer) int {
	isOwn := false
	if b == nil {
		isOwn = true
		b = getBuffer() // get: buffers via getBuffer
	}
	b.WriteString("x")
	length := b.Len()
	if isOwn {
		putBuffer(b) // put: buffers via putBuffer
	}
	return length
}

func callingOrOwnAtTheEnd() int { return orOwnAtTheEnd(new(bytes.Buffer)) }
