package a

import (
	"bytes"
	"sync"
)

type item struct{ n int }

var plain sync.Pool // pool: plain package *item

var withNew = sync.Pool{New: func() any { return new(item) }} // pool: withNew package *item

var (
	grouped = sync.Pool{ // pool: grouped package *bytes.Buffer
		New: func() any { return &bytes.Buffer{} },
	}
	pointer               = &sync.Pool{New: newSlice} // pool: pointer package []byte
	made                  = new(sync.Pool)            // pool: made package string
	typed      *sync.Pool = &sync.Pool{}              // pool: typed package -
	later      *sync.Pool                             // pool: later package *item
	typedValue sync.Pool  = sync.Pool{}               // pool: typedValue package -
	one, two   sync.Pool                              // pool: one package int; pool: two package *item
	Exported   sync.Pool                              // pool: Exported exported -
	never      *sync.Pool
)

func newSlice() any { b := make([]byte, 0, 64); return b }

func init() {
	later = &sync.Pool{New: func() any {
		x := &item{}
		x.n = 1
		return x
	}}
	made.New = func() any { return "fresh" }
}

func use() {
	i := plain.Get().(*item)       // get: plain
	plain.Put(i)                   // put: plain
	w, ok := withNew.Get().(*item) // get: withNew
	if ok {
		defer withNew.Put(w) // put: withNew
	}
	one.Put(3)          // put: one
	two.Put(&item{})    // put: two
	_ = later.Get()     // get: later
	(&grouped).Put(nil) // put: grouped
	_ = (pointer).Get() // get: pointer
	(*made).Put("x")    // put: made
	go func() {
		plain.Put(new(item)) // put: plain
	}()
}
