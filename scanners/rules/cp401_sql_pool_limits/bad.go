// Package orders opens its database without limits.
package orders

import (
	"database/sql"
	"time"
)

type Store struct{ db *sql.DB }

func Open(dsn string) (*Store, error) {
	db, err := sql.Open("ledger", dsn) // want "never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
	if err != nil {
		return nil, err
	}
	return &Store{db: db}, nil
}

type Archive struct{ db *sql.DB }

// OpenArchive bounds how many connections are open, and lets them live for ever.
func OpenArchive(dsn string) (*Archive, error) {
	db, err := sql.Open("ledger", dsn) // want "never given `SetMaxIdleConns`, `SetConnMaxLifetime`"
	if err != nil {
		return nil, err
	}
	archive := &Archive{db: db}
	archive.limit()
	return archive, nil
}

func (a *Archive) limit() { a.db.SetMaxOpenConns(int(time.Minute / time.Second)) }
