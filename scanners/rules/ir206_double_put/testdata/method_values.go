// Package values puts back through variables that hold a method.
package values

import "sync"

type frame struct{ data []byte }

var frames = sync.Pool{New: func() any { return new(frame) }}

func (f *frame) Free() { frames.Put(f) }

func twice(input string) int {
	f := frames.Get().(*frame)
	release := f.Free
	defer release() // want "`f` is put back into `frames` a second time"
	f.data = append(f.data[:0], input...)
	if len(f.data) == 0 {
		f.Free()
		return 0
	}
	return len(f.data)
}
