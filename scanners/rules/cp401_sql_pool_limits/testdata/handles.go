// Package handles follows the handle to where its limits are set.
package handles

import (
	"database/sql"
	"net/http"
	"time"

	"github.com/XSAM/otelsql"
	"github.com/jmoiron/sqlx"

	"example.com/names/schema"
)

type settings struct{ open, idle int }

type store struct{ db *sqlx.DB }

func connect(dsn string) (*store, error) {
	db, err := sqlx.Connect("ledger", dsn) // want "`sqlx.Connect` returns is never given `SetMaxIdleConns`, `SetConnMaxLifetime`: of the connections that are idle"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	return &store{db: db}, nil
}

// The limits are set on the handle in its new clothes.
func wrapped(dsn string, s settings) (*store, error) {
	raw, err := otelsql.Open("ledger", dsn)
	if err != nil {
		return nil, err
	}
	db := sqlx.NewDb(raw, "ledger")
	db.SetMaxOpenConns(s.open)
	db.SetMaxIdleConns(s.idle)
	db.SetConnMaxIdleTime(time.Minute)
	return &store{db: db}, nil
}

func open(dsn string) (*sql.DB, error) {
	return sql.Open("ledger", dsn)
}

// The caller sets them.
func openBounded(dsn string) (*store, error) {
	db, err := open(dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(20)
	db.SetConnMaxLifetime(time.Hour)
	return &store{db: sqlx.NewDb(db, "ledger")}, nil
}

// Nobody here calls it: who does may set them.
func Open(dsn string) (*sql.DB, error) {
	return sql.Open("ledger", dsn)
}

// Kept where it cannot be followed.
func shards(dsns []string) map[string]*sql.DB {
	found := map[string]*sql.DB{}
	for _, dsn := range dsns {
		db, err := sql.Open("ledger", dsn)
		if err == nil {
			found[dsn] = db
		}
	}
	return found
}

// A closure shares it.
func serve(dsn string) error {
	db, err := sql.Open("ledger", dsn) // want "never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
	if err != nil {
		return err
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { _ = db.PingContext(r.Context()) })
	return http.ListenAndServe(":80", nil)
}

var global *sql.DB

func init() {
	var err error
	global, err = sql.Open("ledger", "dsn") // want "never given `SetConnMaxLifetime`: a connection stays in use however old it is"
	if err != nil {
		panic(err)
	}
	global.SetMaxOpenConns(20)
	global.SetMaxIdleConns(20)
}

// Functions at hand use it one after the other, and it is closed.
func report(dsn string) error {
	db, err := open2(dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return count(db)
}

func open2(dsn string) (*sql.DB, error) { return sql.Open("ledger", dsn) }

func count(db *sql.DB) error {
	_, err := db.Exec("SELECT 1")
	return err
}

// A goroutine uses it too.
func watch(dsn string) {
	db, err := sql.Open("ledger", dsn) // want "never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
	if err != nil {
		return
	}
	go func() { _ = count(db) }()
	_ = count(db)
}

// What the methods of a wrapper give that is not at hand are no handles: errors, and lists.
func migrated(dsn string) error {
	db, err := sqlx.Open("ledger", dsn) // want "never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
	if err != nil {
		return err
	}
	migrations := schema.Around(db)
	for _, each := range migrations.Pending() {
		http.Handle(each.Path(), migrations.Handler())
	}
	err = migrations.Apply()
	return err
}

type ledger struct{ db *sql.DB }

// Variables that tests replace.
var openLedger = func(dsn string) (*sql.DB, error) {
	return sql.Open("ledger", dsn)
}

var bound = func(db *sql.DB, open, idle int) {
	db.SetMaxOpenConns(open)
	db.SetMaxIdleConns(idle)
}

func replaceable(dsn string, s settings) (*ledger, error) {
	db, err := openLedger(dsn)
	if err != nil {
		return nil, err
	}
	bound(db, s.open, s.idle)
	db.SetConnMaxLifetime(time.Hour)
	return &ledger{db: db}, nil
}

var openUnbounded = func(dsn string) (*sql.DB, error) {
	return sql.Open("ledger", dsn) // want "is never given `SetConnMaxLifetime`"
}

func replaceableWithoutEnd(dsn string, s settings) (*ledger, error) {
	db, err := openUnbounded(dsn)
	if err != nil {
		return nil, err
	}
	bound(db, s.open, s.idle)
	return &ledger{db: db}, nil
}

type named struct {
	*sql.DB
	name string
}

func nameOf(db *sql.DB, name string) *named { return &named{DB: db, name: name} }

// What embeds the handle has its methods.
func embedded(dsn string, all map[string]*named) error {
	db, err := sql.Open("ledger", dsn)
	if err != nil {
		return err
	}
	one := nameOf(db, dsn)
	one.SetMaxOpenConns(20)
	one.SetMaxIdleConns(20)
	one.SetConnMaxLifetime(time.Hour)
	all[dsn] = one
	return nil
}

func embeddedForever(dsn string) (*named, error) {
	db, err := sql.Open("ledger", dsn) // want "is never given `SetConnMaxLifetime`"
	if err != nil {
		return nil, err
	}
	one := &named{DB: db, name: dsn}
	one.SetMaxOpenConns(20)
	one.SetMaxIdleConns(20)
	return one, nil
}

func useForever(dsn string) *ledger {
	one, _ := embeddedForever(dsn)
	return &ledger{db: one.DB}
}

// One connection is all that a file bears; with other drivers there is no limit.
func anyDriver(driver, dsn string) (*ledger, error) {
	db, err := sql.Open(driver, dsn) // want "never given `SetConnMaxLifetime`"
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(20)
	switch driver {
	case "file":
		db.SetMaxOpenConns(1)
	}
	return &ledger{db: db}, nil
}

// Here it is the only driver.
func fileDriver(path string, isShared bool) (*ledger, error) {
	db, err := sql.Open("file", path)
	if err != nil {
		return nil, err
	}
	if isShared {
		db.SetMaxOpenConns(1)
	}
	return &ledger{db: db}, nil
}

// And here one is enough for all.
func single(driver, dsn string) (*ledger, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &ledger{db: db}, nil
}

// What is deferred gives nothing, and neither do the rows of a query.
func serve(dsn string) error {
	db, err := sqlx.Connect("ledger", dsn) // want "`sqlx.Connect` returns is never given `SetMaxOpenConns`, `SetMaxIdleConns`, `SetConnMaxLifetime`"
	if err != nil {
		return err
	}
	defer db.Close()
	http.HandleFunc("/names", func(w http.ResponseWriter, r *http.Request) {
		rows, err := db.Queryx("SELECT name FROM names")
		if err != nil {
			return
		}
		for rows.Next() {
			rows.Scan(new(string))
		}
	})
	return http.ListenAndServe(":8080", nil)
}

// The same handle, for rows of any width.
func serveUnsafe(dsn string) error {
	db, err := sqlx.Connect("ledger", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	loose := db.Unsafe()
	loose.SetMaxOpenConns(20)
	loose.SetMaxIdleConns(20)
	loose.SetConnMaxLifetime(time.Hour)
	http.Handle("/", http.FileServer(http.Dir(".")))
	register(&store{db: loose})
	return http.ListenAndServe(":8080", nil)
}

func register(s *store) { s.db.Ping() }

type option interface{ apply(db *sqlx.DB) }

type openLimit int

func (o openLimit) apply(db *sqlx.DB) { db.SetMaxOpenConns(int(o)) }

// The options that it is given bound it, or whoever gave them wants none.
func serveWith(dsn string, options ...option) error {
	db, err := sqlx.Open("ledger", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, each := range options {
		each.apply(db)
	}
	register(&store{db: db})
	return http.ListenAndServe(":8080", nil)
}
