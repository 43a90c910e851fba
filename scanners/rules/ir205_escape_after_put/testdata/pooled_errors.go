// Package failures has errors from a pool.
package failures

import (
	"errors"
	"fmt"
	"sync"
)

type failure struct {
	path   string
	status int
}

func (f *failure) Error() string { return f.path }

var failures = sync.Pool{New: func() any { return new(failure) }}

func fill(path string) *failure {
	f := failures.Get().(*failure)
	f.path, f.status = path, 404
	return f
}

func Wrapped(path string) error {
	f := fill(path)
	defer failures.Put(f)
	return fmt.Errorf("not found: %w", f) // want "is returned and shares its memory with `f`"
}

func Joined(path string, other error) error {
	f := fill(path)
	defer failures.Put(f)
	return errors.Join(other, f) // want "is returned and shares its memory with `f`"
}

// Told is text by the time that it leaves.
func Told(path string) error {
	f := fill(path)
	defer failures.Put(f)
	return fmt.Errorf("not found: %v", f)
}

// Kept tells of one and refers to the other.
func Kept(path string, other error) error {
	f := fill(path)
	defer failures.Put(f)
	return fmt.Errorf("%s: %w", f.path, other)
}
