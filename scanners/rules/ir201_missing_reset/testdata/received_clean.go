package entries

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// What is written out to the end is empty afterwards.
func drain(c <-chan *bytes.Buffer, out io.Writer) {
	for b := range c {
		_, _ = b.WriteTo(out)
		buffers.Put(b)
	}
}

func fill(c chan<- *bytes.Buffer, text string) {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	c <- b
}

var lists = sync.Pool{New: func() any { s := make([]string, 0, 16); return &s }}

func send(c chan<- *[]string, words []string) {
	list := lists.Get().(*[]string)
	*list = append(*list, words...)
	c <- list
}

// One goroutine cuts what it has used, and sends it on to another that puts it back.
func use(c <-chan *[]string, used chan<- *[]string, say func(string)) {
	for list := range c {
		for _, each := range *list {
			say(each)
		}
		*list = (*list)[:0]
		used <- list
	}
}

func collect(used <-chan *[]string) {
	for list := range used {
		lists.Put(list)
	}
}
