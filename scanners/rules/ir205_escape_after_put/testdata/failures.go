// Package failures has errors that refer to what they tell of.
package failures

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

var lines = sync.Pool{New: func() any { return make([]byte, 80) }}

type failure struct{ line []byte }

func (f *failure) Error() string { return string(f.line) }

type position struct {
	line string
	at   int
}

func (p *position) Error() string { return p.line }

func check(line []byte) error {
	if len(line) > 3 {
		return &failure{line}
	}
	return nil
}

func locate(line []byte) error {
	if len(line) > 3 {
		return &position{string(line), 3}
	}
	return nil
}

func describe(line []byte) error { return fmt.Errorf("bad line: %s", line) }

func Checked() error {
	line := lines.Get().([]byte)
	defer lines.Put(line)
	if err := check(line); err != nil {
		return err // want "`err` is returned and shares its memory with `line`"
	}
	return nil
}

func Wrapped() error {
	line := lines.Get().([]byte)
	err := check(line)
	lines.Put(line)
	return fmt.Errorf("line: %w", err) // want "is returned and shares its memory with `line`"
}

func Joined() error {
	line := lines.Get().([]byte)
	defer lines.Put(line)
	return errors.Join(io.ErrUnexpectedEOF, check(line)) // want "is returned and shares its memory with `line`"
}

// Located and Described copy.
func Located() error {
	line := lines.Get().([]byte)
	defer lines.Put(line)
	return locate(line)
}

func Described() error {
	line := lines.Get().([]byte)
	defer lines.Put(line)
	return describe(line)
}

// Told only asks whether there is one.
func Told() bool {
	line := lines.Get().([]byte)
	defer lines.Put(line)
	return check(line) != nil
}

func Text() string {
	line := lines.Get().([]byte)
	defer lines.Put(line)
	return check(line).Error()
}
