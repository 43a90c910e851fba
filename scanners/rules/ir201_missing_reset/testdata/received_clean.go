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

type job struct {
	words []string
	size  int
}

type tasks struct{ free sync.Pool }

func (t *tasks) submit(c chan<- *job, words ...string) {
	j, ok := t.free.Get().(*job)
	if !ok {
		j = new(job)
	}
	j.words = append(j.words, words...)
	c <- j
}

func (t *tasks) work(c <-chan *job, use func([]string)) {
	for j := range c {
		use(j.words)
		j.finish()
		t.free.Put(j)
	}
}

func (j *job) finish() { j.words = j.words[:0] }

type order struct {
	lines []string
	total int
}

var orders = sync.Pool{New: func() any { return new(order) }}

func place(c chan<- *order, lines ...string) {
	o := orders.Get().(*order)
	o.lines = append(o.lines, lines...)
	c <- o
}

func ship(c <-chan *order, use func([]string)) {
	for o := range c {
		use(o.lines)
		empty(o)
		orders.Put(o)
	}
}

func empty(all ...*order) {
	for _, o := range all {
		*o = order{lines: make([]string, 0, 4)}
	}
}
