// Package gateway dials from a sync.Pool.
package gateway

import (
	"database/sql"
	"net"
	"os"
	"sync"
)

var conns = sync.Pool{New: func() any { // want "`conns.New` takes its objects from `net.Dial`"
	c, err := net.Dial("tcp", "upstream:9000")
	if err != nil {
		return nil
	}
	return c
}}

type client struct{ db *sql.DB }

func newClient() *client {
	db, _ := sql.Open("postgres", "")
	return &client{db: db}
}

var clients = sync.Pool{New: func() any { return newClient() }} // want "`clients.New` takes its objects from `sql.Open`: the database handle"

type reader struct {
	files sync.Pool // want "`reader.files.Put` takes its objects from `os.Open`"
}

func (r *reader) read(path string, p []byte) (int, error) {
	file, _ := r.files.Get().(*os.File)
	if file == nil {
		opened, err := os.Open(path)
		if err != nil {
			return 0, err
		}
		file = opened
	}
	n, err := file.ReadAt(p, 0)
	r.files.Put(file)
	return n, err
}
