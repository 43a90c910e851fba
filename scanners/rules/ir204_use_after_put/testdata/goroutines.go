// Package goroutines holds objects that another goroutine puts back.
package goroutines

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func log(b *bytes.Buffer) {
	println(b.String())
	buffers.Put(b)
}

func Log(text string) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	go log(b)
	return b.Len() // want "`b` is used after it went back into `buffers`"
}

func Literal(text string) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	go func() {
		defer buffers.Put(b)
		b.WriteString(text)
	}()
	return b.Len() // want "`b` is used after it went back into `buffers`"
}

func Handed(text string) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	go func(mine *bytes.Buffer) {
		mine.WriteString(text)
		buffers.Put(mine)
	}(b)
	return b.Len() // want "`b` is used after it went back into `buffers`"
}

// The goroutine puts the buffer back when it is told to.
func Told(text string) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	done := make(chan struct{})
	go func() {
		<-done
		buffers.Put(b)
	}()
	b.WriteString(text)
	length := b.Len()
	close(done)
	return length
}

// The goroutine may keep the buffer.
func Asked(text string, keep bool) int {
	b, _ := buffers.Get().(*bytes.Buffer)
	go func() {
		if !keep {
			buffers.Put(b)
		}
	}()
	return len(text)
}

func Each(texts []string) {
	for _, text := range texts {
		b, _ := buffers.Get().(*bytes.Buffer)
		b.WriteString(text)
		go log(b)
	}
}

type item struct{ text string }

var items = sync.Pool{New: func() any { return new(item) }}

func drain(queue chan *item) {
	for each := range queue {
		items.Put(each)
	}
}

func Send(text string) string {
	queue := make(chan *item, 1)
	go drain(queue)
	i, _ := items.Get().(*item)
	i.text = text
	queue <- i
	close(queue)
	return i.text // want "`i` is used after it went back into `items`"
}

type sender struct{ queue chan *item }

// A nil that is sent ends the loop: there is nothing to put back then.
func (s *sender) drain() {
	for each := range s.queue {
		if each == nil {
			break
		}
		items.Put(each)
	}
}

func (s *sender) send(text string) int {
	i, _ := items.Get().(*item)
	i.text = text
	select {
	case s.queue <- i:
		return len(i.text) // want "`i` is used after it went back into `items`"
	default:
		return 0
	}
}

type collector struct{ queue chan *item }

// What is empty is not put back: whoever has sent it may go on with it.
func (c *collector) drain() {
	for each := range c.queue {
		if each.text == "" {
			break
		}
		items.Put(each)
	}
}

func (c *collector) send(text string) int {
	i, _ := items.Get().(*item)
	i.text = text
	c.queue <- i
	return len(i.text)
}

type mailbox struct{ letters chan string }

var mailboxes = sync.Pool{New: func() any { return &mailbox{letters: make(chan string)} }}

func serve(m *mailbox) {
	for letter := range m.letters {
		println(letter)
	}
}

// The goroutine works until the channel is closed.
func Open(letter string) *mailbox {
	m, _ := mailboxes.Get().(*mailbox)
	go func() {
		serve(m)
		mailboxes.Put(m)
	}()
	m.letters <- letter
	return m
}

// Nobody knows how long the callback takes.
func Callback(handle func(*mailbox)) *mailbox {
	m, _ := mailboxes.Get().(*mailbox)
	go func() {
		handle(m)
		mailboxes.Put(m)
	}()
	return m
}

// hand is a send by another name.
func (s *sender) hand(it *item) { s.queue <- it }

func (s *sender) offer(it *item) bool {
	select {
	case s.queue <- it:
		return true
	default:
		return false
	}
}

func (s *sender) handText(text string) int {
	it := items.Get().(*item)
	it.text = text
	s.hand(it)
	return len(it.text) // want "`it` is used after it went back into `items`"
}

func (s *sender) handInTime(text string) int {
	it := items.Get().(*item)
	it.text = text
	size := len(it.text)
	s.hand(it)
	return size
}

// offerText goes on with the object where nobody has taken it.
func (s *sender) offerText(text string) int {
	it := items.Get().(*item)
	it.text = text
	if s.offer(it) {
		return 0
	}
	size := len(it.text)
	items.Put(it)
	return size
}
