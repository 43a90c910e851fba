// Package orders bounds what its database opens and keeps.
package orders

import (
	"database/sql"
	"time"
)

type Store struct{ db *sql.DB }

func Open(dsn string) (*Store, error) {
	db, err := sql.Open("ledger", dsn)
	if err != nil {
		return nil, err
	}
	limit(db)
	return &Store{db: db}, nil
}

func limit(db *sql.DB) {
	db.SetMaxOpenConns(50)
	db.SetMaxIdleConns(25)
	db.SetConnMaxIdleTime(5 * time.Minute)
}

// Migrate uses a database alone and closes it: there is nothing to bound.
func Migrate(dsn string) error {
	db, err := sql.Open("ledger", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec("CREATE TABLE orders (id INT)")
	return err
}

type Cache struct{ db *sql.DB }

// OpenCache opens one connection and no more.
func OpenCache(path string) (*Cache, error) {
	db, err := sql.Open("file", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &Cache{db: db}, nil
}
