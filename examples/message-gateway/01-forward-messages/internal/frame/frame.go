// Package frame says what a message looks like on the wire.
package frame

import "errors"

// Limits of what the broker takes.
const (
	MaxTopic   = 255
	MaxKey     = 255
	MaxPayload = 1 << 20
)

// ErrTooLong means that a part of a frame is longer than the broker takes.
var ErrTooLong = errors.New("frame: topic, key or payload is too long")

// Frame is one message.
type Frame struct {
	Topic   string
	Key     string // decides the partition; empty lets the broker choose
	Payload []byte
}

// Check reports whether the broker would take the frame.
func (f *Frame) Check() error {
	if f.Topic == "" {
		return errors.New("frame: a topic is missing")
	}
	if len(f.Topic) > MaxTopic || len(f.Key) > MaxKey || len(f.Payload) > MaxPayload {
		return ErrTooLong
	}
	return nil
}
