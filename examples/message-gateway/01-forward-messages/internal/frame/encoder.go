package frame

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

const maxKept = 64 << 10 // a buffer that grew beyond this is left to the garbage collector

// Encoder writes frames; it may be used from several goroutines.
type Encoder struct {
	buffers sync.Pool
}

// NewEncoder returns an encoder with a pool of its own.
func NewEncoder() *Encoder {
	return &Encoder{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

// Encode writes f to w in one call: length, topic, key, payload.
func (e *Encoder) Encode(w io.Writer, f *Frame) error {
	if err := f.Check(); err != nil {
		return err
	}
	buf := e.buffers.Get().(*bytes.Buffer)
	defer e.release(buf)

	var length [4]byte
	binary.BigEndian.PutUint32(length[:], uint32(2+len(f.Topic)+len(f.Key)+len(f.Payload)))
	buf.Write(length[:])
	buf.WriteByte(byte(len(f.Topic)))
	buf.WriteString(f.Topic)
	buf.WriteByte(byte(len(f.Key)))
	buf.WriteString(f.Key)
	buf.Write(f.Payload)
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("write frame: %w", err)
	}
	return nil
}

func (e *Encoder) release(buf *bytes.Buffer) {
	if buf.Cap() > maxKept {
		return
	}
	buf.Reset()
	e.buffers.Put(buf)
}
