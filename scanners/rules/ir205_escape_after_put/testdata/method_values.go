// Package values puts back through variables that hold a method or a function.
package values

import "sync"

type frame struct{ data []byte }

var frames = sync.Pool{New: func() any { return new(frame) }}

func (f *frame) Free() {
	f.data = f.data[:0]
	frames.Put(f)
}

func put(f *frame) { frames.Put(f) }

func method(input string) []byte {
	f := frames.Get().(*frame)
	release := f.Free
	defer release()
	f.data = append(f.data, input...)
	return f.data // want "`f.data` is returned and shares its memory with `f`"
}

func function(input string) []byte {
	f := frames.Get().(*frame)
	give := put
	defer give(f)
	f.data = append(f.data, input...)
	return f.data // want "`f.data` is returned and shares its memory with `f`"
}

// handed lets the caller put it back.
func handed(input string) ([]byte, func()) {
	f := frames.Get().(*frame)
	release := f.Free
	f.data = append(f.data, input...)
	if len(f.data) == 0 {
		release()
		return nil, func() {}
	}
	return f.data, release
}

// chosen may hold a function that does nothing.
func chosen(input string, keep bool) []byte {
	f := frames.Get().(*frame)
	release := f.Free
	if keep {
		release = func() {}
	}
	f.data = append(f.data, input...)
	release()
	return f.data
}
