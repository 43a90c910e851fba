package shortened

import (
	"io"
	"sync"
)

var packets = sync.Pool{New: func() any { return make([]byte, 1500) }}

// receive trusts the length of what it takes, and sends what it has read.
func receive(from io.Reader, to chan<- []byte) error {
	for {
		b := packets.Get().([]byte)
		n, err := from.Read(b)
		if err != nil {
			packets.Put(b)
			return err
		}
		to <- b[:n]
	}
}

func deliver(from <-chan []byte, to io.Writer) {
	for b := range from {
		to.Write(b)
		packets.Put(b) // want "goes back into `packets` cut short"
	}
}

func discard(from <-chan []byte) {
	select {
	case b := <-from:
		packets.Put(b) // want "goes back into `packets` cut short"
	default:
	}
}

var frames = sync.Pool{New: func() any { return make([]byte, 1500) }}

func take(from io.Reader, to chan<- []byte) {
	b := frames.Get().([]byte)
	n, _ := from.Read(b)
	to <- b[:n]
}

// Each of these restores the length.
func restore(from <-chan []byte) {
	b := <-from
	frames.Put(b[:cap(b)])
	b = <-from
	b = b[:cap(b)]
	frames.Put(b)
}

var blocks = sync.Pool{New: func() any { return make([]byte, 1500) }}

// Only a part is looked at here; the whole block goes on.
func whole(from io.Reader, to chan<- []byte, log io.Writer) {
	b := blocks.Get().([]byte)
	n, _ := from.Read(b)
	log.Write(b[:n])
	to <- b
}

func drop(from <-chan []byte) {
	for b := range from {
		blocks.Put(b)
	}
}

type datagram struct {
	head, data []byte
	port       int
}

var datagrams = sync.Pool{New: func() any { return make([]byte, 1500) }}

func listen(from io.Reader, to chan<- datagram) {
	for port := 0; ; port++ {
		b := datagrams.Get().([]byte)
		n, err := from.Read(b[0:])
		if err != nil {
			return
		}
		to <- datagram{data: b[:n], port: port}
	}
}

func answerEach(from <-chan datagram, to io.Writer) {
	for each := range from {
		to.Write(each.data)
		datagrams.Put(each.data) // want "goes back into `datagrams` cut short"
	}
}

func lengthen(from <-chan datagram) {
	for each := range from {
		each.data = each.data[:cap(each.data)]
		datagrams.Put(each.data)
	}
}

var headed = sync.Pool{New: func() any { return make([]byte, 1500) }}

// Only the head is short.
func head(from io.Reader, to chan<- datagram) {
	b := headed.Get().([]byte)
	n, _ := from.Read(b)
	to <- datagram{head: b[:n], data: b}
}

func dropHead(from <-chan datagram) {
	for each := range from {
		headed.Put(each.data)
	}
}
