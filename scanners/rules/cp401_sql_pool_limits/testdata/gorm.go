// Package gorms opens handles through an ORM.
package gorms

import (
	"database/sql"
	"time"

	legacy "github.com/jinzhu/gorm"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"example.com/names/builder"
)

type visit struct{ page string }

type store struct {
	orm  *gorm.DB
	old  *legacy.DB
	lent *gorm.DB
}

// The limits are those of the handle inside, and a query is no handle.
func open(dsn string) (*store, error) {
	orm, err := gorm.Open(postgres.Open(dsn), &gorm.Config{}) // want "what `gorm.Open` returns is never given `SetConnMaxLifetime`"
	if err != nil {
		return nil, err
	}
	inside, err := orm.DB()
	if err != nil {
		return nil, err
	}
	inside.SetMaxOpenConns(20)
	inside.SetMaxIdleConns(20)
	return &store{orm: orm}, nil
}

func (s *store) visits(page string) (found []visit) {
	s.orm.Where("page = ?", page).Limit(10).Find(&found)
	s.old.Where("page = ?", page).Find(&found)
	s.lent.Where("page = ?", page).Find(&found)
	return found
}

// Those of the older version hang on it without an error.
func (s *store) openOld(dsn string) (err error) {
	s.old, err = legacy.Open("postgres", dsn)
	if err != nil {
		return err
	}
	s.old.DB().SetMaxOpenConns(20)
	s.old.DB().SetMaxIdleConns(20)
	s.old.DB().SetConnMaxLifetime(time.Hour)
	return nil
}

// Whoever opened the handle that it is given bounds it.
func (s *store) lend(db *sql.DB, dialector gorm.Dialector) (err error) {
	if s.lent, err = gorm.Open(postgres.New(postgres.Config{Conn: db}), &gorm.Config{}); err != nil {
		s.lent, err = gorm.Open(dialector, &gorm.Config{})
	}
	return err
}

var bound = func(db *sql.DB, open int) {
	db.SetMaxOpenConns(open)
	db.SetMaxIdleConns(open)
	db.SetConnMaxLifetime(time.Hour)
}

type plain struct{ db, other, built *sql.DB }

// A function that a variable of the package holds sets the limits.
func (p *plain) connect(dsn string) (err error) {
	p.db, err = sql.Open("ledger", dsn)
	bound(p.db, 20)
	return err
}

// One that somebody gave may set them.
func (p *plain) hooked(dsn string, hook func(*sql.DB)) (err error) {
	p.other, err = sql.Open("ledger", dsn)
	hook(p.other)
	return err
}

var build = builder.Placeholders("$").With

// A method of another module's value is like a function that is not at hand.
func (p *plain) assemble(dsn string) (err error) {
	p.built, err = sql.Open("ledger", dsn) // want "never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
	build(p.built)
	return err
}
