// Package sentstructs sends objects in structs to a goroutine that puts them back.
package sentstructs

import (
	"bytes"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type packet struct {
	buffer *bytes.Buffer
	number int
}

type pipe struct {
	packets  chan packet
	pointers chan *packet
	seen     chan packet
	last     string
}

func (p *pipe) drain() {
	for each := range p.packets {
		buffers.Put(each.buffer)
	}
}

func (p *pipe) follow() {
	for {
		each, ok := <-p.pointers
		if !ok {
			return
		}
		each.number++
		buffers.Put(each.buffer)
	}
}

// look puts nothing back.
func (p *pipe) look() {
	for each := range p.seen {
		p.last = each.buffer.String()
	}
}

func (p *pipe) Send(text string) int {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	p.packets <- packet{b, 1}
	return b.Len() // want "`b` is used after it went back into `buffers`"
}

func (p *pipe) SendKeyed(text string) int {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	p.pointers <- &packet{number: 1, buffer: b}
	return b.Len() // want "`b` is used after it went back into `buffers`"
}

func (p *pipe) SendVariable(text string) int {
	each := &packet{buffer: buffers.Get().(*bytes.Buffer)}
	p.pointers <- each
	return each.buffer.Len() // want "`each.buffer` is used after it went back into `buffers`"
}

func (p *pipe) SendLast(text string) int {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	n := b.Len()
	p.packets <- packet{b, n}
	return n
}

func (p *pipe) SendAnother(text string) int {
	b, c := buffers.Get().(*bytes.Buffer), buffers.Get().(*bytes.Buffer)
	p.packets <- packet{c, 1}
	n := b.Len()
	p.packets <- packet{b, 2}
	return n
}

func (p *pipe) Show(text string) int {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	p.seen <- packet{b, 1}
	return b.Len()
}
