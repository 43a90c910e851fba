package several_returns

import (
	"bytes"
	"errors"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Said once for the Put; the edit lets a copy leave at each place.
func run(command func(out, failure *bytes.Buffer) error) ([]byte, []byte, error) {
	out := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	failure := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(failure)
	failure.Reset()
	if err := command(out, failure); err != nil {
		return out.Bytes(), nil, err // want "`out.Bytes\(\)` is returned"
	}
	if failure.Len() > 0 {
		return out.Bytes(), failure.Bytes(), errors.New("failed") // want "`failure.Bytes\(\)` is returned"
	}
	return out.Bytes(), nil, nil
}
