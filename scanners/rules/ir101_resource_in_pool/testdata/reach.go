package a

import (
	"database/sql"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"unsafe"
)

type viaSlice struct{ all []net.Conn }

type viaMap struct{ byName map[string]*os.File }

type viaArray struct{ two [2]*net.TCPConn }

type base struct{ db *sql.DB }

type viaEmbedding struct{ *base }

type tree struct {
	left, right *tree
	stmt        sql.Stmt
}

type inner struct {
	list []*struct{ body *http.Response }
}

type deep struct{ a struct{ b map[int]inner } }

var (
	slices    = sync.Pool{New: func() any { return &viaSlice{} }}                   // want "`viaSlice.all\[\]` is a `net.Conn`"
	maps      = sync.Pool{New: func() any { return &viaMap{} }}                     // want "`viaMap.byName\[\]` is a `\*os.File`"
	arrays    = sync.Pool{New: func() any { return &viaArray{} }}                   // want "`viaArray.two\[\]` is a `\*net.TCPConn`"
	embedding = sync.Pool{New: func() any { return &viaEmbedding{} }}               // want "`viaEmbedding.base.db` is a `\*sql.DB`"
	recursive = sync.Pool{New: func() any { return &tree{} }}                       // want "`tree.stmt` is a `sql.Stmt`"
	nested    = sync.Pool{New: func() any { return &deep{} }}                       // want "`deep.a.b\[\].list\[\].body` is a `\*http.Response`"
	direct    = sync.Pool{New: func() any { return &exec.Cmd{} }}                   // want "`direct` keeps `\*exec.Cmd`"
	list      = sync.Pool{New: func() any { return []net.Conn{} }}                  // want "`list` keeps `\[\]net.Conn`, which owns"
	raw       = sync.Pool{New: func() any { return &struct{ p unsafe.Pointer }{} }} // want "is an `unsafe.Pointer`"
)

type fields struct {
	pool sync.Pool // want "`fields.pool` keeps `net.Conn`"
}

func (f *fields) put(c net.Conn) { f.pool.Put(c) }

func local(file *os.File) {
	var pool sync.Pool // want "`local.pool` keeps `\*os.File`"
	pool.Put(file)
}
