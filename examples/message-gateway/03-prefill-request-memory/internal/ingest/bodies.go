package ingest

import (
	"bytes"
	"sync"
)

const prefilled = 64

var bodies sync.Pool

func init() {
	for range prefilled {
		bodies.Put(bytes.NewBuffer(make([]byte, 0, 16<<10)))
	}
}

// takeBody returns an empty buffer to read a request into.
func takeBody() *bytes.Buffer {
	body := bodies.Get().(*bytes.Buffer)
	body.Reset()
	return body
}

func giveBody(body *bytes.Buffer) {
	bodies.Put(body)
}
