package a

import (
	"bytes"
	"compress/gzip"
	"sync"
)

var (
	array   [4]sync.Pool    // pool: array package []byte
	arrays  [2][8]sync.Pool // pool: arrays package -
	slice   []sync.Pool     // pool: slice package *bytes.Buffer
	literal = []*sync.Pool{ // pool: literal package []byte
		{New: func() any { return make([]byte, 1) }},
		&sync.Pool{New: func() any { return make([]byte, 2) }},
	}
	byLevel  = map[int]*sync.Pool{}                               // pool: byLevel package *gzip.Writer
	inferred = [...]sync.Pool{{New: func() any { return 1 }}, {}} // pool: inferred package int
	keyed    = map[string]sync.Pool{"a": {}}                      // pool: keyed package -
	bySize   sync.Map                                             // pool: bySize package *[]byte
	filled   [3]*sync.Pool                                        // pool: filled package *bytes.Buffer
	nothing  sync.Map
)

func init() {
	for i := -1; i <= 9; i++ {
		addLevelPool(i)
	}
	for i := range filled {
		size := 1 << i
		filled[i] = &sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, size)) }}
	}
	nothing.Store(1, 2)
}

func addLevelPool(level int) {
	byLevel[level] = &sync.Pool{
		New: func() any {
			w, _ := gzip.NewWriterLevel(nil, level)
			return w
		},
	}
}

func use(i int) {
	b, _ := array[i].Get().([]byte) // get: array
	array[i].Put(b)                 // put: array
	p := &array[i]
	p.Put(b)                             // put: array
	w := byLevel[i].Get().(*gzip.Writer) // get: byLevel
	pool, ok := byLevel[i]
	if ok {
		pool.Put(w) // put: byLevel
	}
	for _, q := range literal {
		_ = q.Get() // get: literal
	}
	for i := range slice {
		slice[i].Put(new(bytes.Buffer)) // put: slice
	}
	row := &arrays[0]
	_ = row[1].Get() // get: arrays
	for _, r := range arrays[0:1] {
		_ = r[0].Get() // get: arrays
	}
	f := filled[i%len(filled)]
	f.Put(f.Get()) // get: filled; put: filled
}

func sized(n int) *[]byte {
	found, ok := bySize.Load(n)
	if !ok {
		found, _ = bySize.LoadOrStore(n, &sync.Pool{New: func() any { b := make([]byte, n); return &b }})
	}
	return found.(*sync.Pool).Get().(*[]byte) // get: bySize
}

func giveBack(n int, b *[]byte) {
	if found, ok := bySize.Load(n); ok {
		p := found.(*sync.Pool)
		p.Put(b) // put: bySize
	}
}

type classes struct {
	pools []*sync.Pool // pool: classes.pools field []byte
	small [2]sync.Pool // pool: classes.small field string
	store sync.Map     // pool: classes.store field int
}

func newClasses(sizes []int) *classes {
	c := &classes{}
	for _, size := range sizes {
		pool := &sync.Pool{}
		pool.New = func() any { return make([]byte, size) }
		c.pools = append(c.pools, pool)
	}
	c.store.Store("x", &sync.Pool{New: func() any { return 1 }})
	return c
}

func (c *classes) use(i int) {
	_ = c.pools[i].Get() // get: classes.pools
	c.small[i].Put("x")  // put: classes.small
	v, _ := c.store.Load("x")
	v.(*sync.Pool).Put(2) // put: classes.store
}
