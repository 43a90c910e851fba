// Package twopools keeps writers of one type in two pools.
package twopools

import "sync"

type writer struct {
	to     func([]byte)
	indent int
	out    []byte
	strict bool
	lines  int
}

var (
	lenient = sync.Pool{New: func() any { return new(writer) }}
	strict  = sync.Pool{New: func() any { return &writer{strict: true} }}
)

func given(args []any) *writer {
	if len(args) == 0 {
		return nil
	}
	w, _ := args[0].(*writer)
	return w
}

func (w *writer) write(text string) {
	w.to = nil
	w.indent = 0
	if w.strict && text == "" {
		panic("nothing to write")
	}
	w.out = w.out[:0] // want "of `lenient` is reset field by field, without `lines`"
	if w.lines > 0 {
		w.out = append(w.out, '\n')
	}
	w.lines++
	w.out = append(w.out, text...)
}

func Write(text string, args ...any) string {
	w := given(args)
	if w == nil {
		w = lenient.Get().(*writer)
		defer lenient.Put(w)
	}
	w.write(text)
	return string(w.out)
}

// Whoever brings a writer along here gets a strict one; those in the pool are.
func WriteStrict(text string, args ...any) string {
	w := given(args)
	if w == nil {
		w = strict.Get().(*writer)
		defer strict.Put(w)
	} else {
		w.strict = true // want "of `strict` is reset field by field, without `lines`"
	}
	w.write(text)
	return string(w.out)
}
