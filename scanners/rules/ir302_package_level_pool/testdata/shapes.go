package a

import "sync"

var (
	array   [4]sync.Pool              // want "`array` is a package-level pool"
	slice   []*sync.Pool              // want "`slice` is a package-level pool"
	byName  = map[string]*sync.Pool{} // want "`byName` is a package-level pool"
	bySize  sync.Map                  // want "`bySize` is a package-level pool"
	later   *sync.Pool                // want "`later` is a package-level pool"
	other   sync.Map
	never   *sync.Pool
	grouped struct {
		a, b sync.Pool // want "`grouped.a` is a package-level pool" "`grouped.b` is a package-level pool"
	}
	Exported sync.Pool // the case of IR301
)

func init() {
	slice = append(slice, &sync.Pool{})
	byName["a"] = &sync.Pool{}
	bySize.Store(1, &sync.Pool{})
	later = &sync.Pool{}
	other.Store(1, &sync.Mutex{})
}

func local() {
	var pool sync.Pool
	pool.Put(1)
}
