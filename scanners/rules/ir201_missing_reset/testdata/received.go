package lines

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type logger struct {
	lines chan *bytes.Buffer
	out   io.Writer
}

func (l *logger) log(text string) {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	l.lines <- b
}

func (l *logger) run() {
	for b := range l.lines {
		_, _ = l.out.Write(b.Bytes())
		buffers.Put(b) // want "the `\*bytes.Buffer` goes back into `buffers` without a reset, and its next user trusts what it holds"
	}
}

var batches = sync.Pool{New: func() any { s := make([]int, 0, 16); return &s }}

func produce(c chan<- *[]int, numbers []int) {
	batch := batches.Get().(*[]int)
	*batch = append(*batch, numbers...)
	c <- batch
}

func consume(c <-chan *[]int, done <-chan struct{}, use func(int)) {
	for {
		select {
		case batch := <-c:
			for _, each := range *batch {
				use(each)
			}
			batches.Put(batch) // want "goes back into `batches` with what was appended to it"
		case <-done:
			return
		}
	}
}

type job struct {
	words []string
	size  int
}

var jobs = sync.Pool{New: func() any { return new(job) }}

func submit(c chan<- *job, words ...string) {
	j := jobs.Get().(*job)
	j.words = append(j.words, words...)
	j.size = len(words)
	c <- j
}

func work(c <-chan *job, use func([]string)) {
	for j := range c {
		use(j.words)
		jobs.Put(j) // want "goes back into `jobs` without a reset, and its next user trusts the field `words`"
	}
}
