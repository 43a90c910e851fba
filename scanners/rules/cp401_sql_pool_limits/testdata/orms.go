// Package orms opens handles by xorm and by ent, and by gorm with a dialector that is chosen first.
package orms

import (
	"database/sql"
	"errors"
	"time"

	entsql "entgo.io/ent/dialect/sql"
	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type stores struct {
	engine, bounded *xorm.Engine
	driver          *entsql.Driver
	chosen, lent    *gorm.DB
	given           *gorm.DB
}

func (s *stores) open(dsn string) (err error) {
	if s.engine, err = xorm.NewEngine("mysql", dsn); err != nil { // want "what `xorm.NewEngine` returns is never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
		return err
	}
	if s.bounded, err = xorm.NewEngine("mysql", dsn); err != nil {
		return err
	}
	s.bounded.SetMaxOpenConns(20)
	s.bounded.SetMaxIdleConns(10)
	s.bounded.SetConnMaxLifetime(time.Hour)
	return nil
}

func (s *stores) openDriver(dsn string) error {
	driver, err := entsql.Open("mysql", dsn) // want "is never given `SetMaxIdleConns`, `SetConnMaxLifetime`"
	if err != nil {
		return err
	}
	driver.DB().SetMaxOpenConns(20)
	s.driver = driver
	return nil
}

func (s *stores) openChosen(kind, dsn string) (err error) {
	var dialector gorm.Dialector
	switch kind {
	case "mysql":
		dialector = mysql.Open(dsn)
	case "postgres":
		dialector = postgres.Open(dsn)
	default:
		return errors.New("no such database")
	}
	s.chosen, err = gorm.Open(dialector, &gorm.Config{}) // want "what `gorm.Open` returns is never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
	return err
}

// The handle is somebody else's.
func (s *stores) borrow(db *sql.DB) (err error) {
	dialector := postgres.New(postgres.Config{Conn: db})
	s.lent, err = gorm.Open(dialector, &gorm.Config{})
	return err
}

// Who knows what that function works with.
func (s *stores) build(choose func() gorm.Dialector) (err error) {
	dialector := choose()
	s.given, err = gorm.Open(dialector, &gorm.Config{})
	return err
}

func (s *stores) ping() error {
	return errors.Join(s.engine.Ping(), s.bounded.Ping(), s.driver.DB().Ping())
}

func (s *stores) clean() {
	s.chosen.Exec("DELETE FROM visits")
	s.lent.Exec("DELETE FROM visits")
	s.given.Exec("DELETE FROM visits")
}
