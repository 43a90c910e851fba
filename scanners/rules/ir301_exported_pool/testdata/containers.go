package a

import "sync"

var (
	ByName  = map[string]*sync.Pool{"a": {}} // want "`ByName` is an exported"
	BySize  sync.Map                         // want "`BySize` is an exported"
	Pointer *sync.Pool                       // want "`Pointer` is an exported"
	Slice   []*sync.Pool                     // want "`Slice` is an exported"
	Group   struct {
		Pool   sync.Pool // want "`Group.Pool` is an exported"
		hidden sync.Pool
	}
	hidden sync.Pool
	Other  sync.Map
	Number int
)

func init() {
	BySize.Store(1, &sync.Pool{})
	Pointer = new(sync.Pool)
	Slice = append(Slice, &sync.Pool{})
	Other.Store(1, 2)
}

// A pool inside a function is nobody else's.
func Local() {
	var Pool sync.Pool
	Pool.Put(1)
}

// An exported field belongs to whoever owns the struct.
type Owner struct{ Pool sync.Pool }
