// Package asked tries the databases that its users name.
package asked

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
)

type server struct{ dsn string }

type form struct{ Driver, DSN string }

// Try connects to what the form says, once.
func (s *server) Try(c *gin.Context) {
	f := &form{}
	if err := c.ShouldBindJSON(f); err != nil {
		return
	}
	db, err := sql.Open(f.Driver, f.DSN)
	if err != nil {
		return
	}
	defer db.Close()
	_ = db.Ping()
}

func (s *server) List(w http.ResponseWriter, r *http.Request) {
	var f form
	_ = json.NewDecoder(r.Body).Decode(&f)
	names, _ := list(f.DSN)
	_ = json.NewEncoder(w).Encode(names)
}

func list(dsn string) ([]string, error) {
	db, err := connect(dsn + "?timeout=1s")
	if err != nil {
		return nil, err
	}
	defer shut(db)
	var names []string
	return names, db.Raw("show tables").Scan(&names).Error
}

func connect(dsn string) (*gorm.DB, error) {
	return gorm.Open(mysql.Open(dsn), &gorm.Config{})
}

func shut(db *gorm.DB) error {
	inner, err := db.DB()
	if err != nil {
		return err
	}
	return inner.Close()
}

// Leave does not close it.
func (s *server) Leave(c *gin.Context) {
	f := &form{}
	_ = c.ShouldBindJSON(f)
	db, _ := sql.Open(f.Driver, f.DSN) // want "`sql.Open` is made for each request that `server.Leave` serves and dropped with it"
	_ = db.Ping()
}

// Own goes to the same place each time, whatever is asked there.
func (s *server) Own(c *gin.Context) {
	f := &form{}
	_ = c.ShouldBindJSON(f)
	ask(c.Request.Context(), s.dsn, f.Driver)
}

func ask(ctx context.Context, dsn, question string) {
	db, _ := sql.Open("mysql", dsn) // want "`sql.Open` is made for each request that `server.Own` serves and closed with it"
	defer db.Close()
	_, _ = db.ExecContext(ctx, question)
}

// The request says only how long to wait for the address.
func (s *server) Found(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	db, _ := sql.Open("mysql", lookUp(ctx)) // want "`sql.Open` is made for each request that `server.Found` serves and closed with it"
	defer db.Close()
	_ = db.PingContext(r.Context())
}

func lookUp(ctx context.Context) string {
	dsn, _ := ctx.Value(server{}).(string)
	return dsn
}

// Migrate closes what gorm stands on.
func Migrate(dsn string) error {
	db, err := connect(dsn)
	if err != nil {
		return err
	}
	defer shut(db)
	return db.Exec("select 1").Error
}

type settings struct{ dsn string }

func (s settings) checked() (settings, error) { return s, nil }

// probe asks the database that the request names, with the other settings of the program.
func probe(base settings) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		own := base
		own.dsn = r.URL.Query().Get("target")
		checked, err := own.checked()
		if err != nil {
			return
		}
		reach(checked)
	}
}

func reach(s settings) {
	db, err := sql.Open("mysql", s.dsn)
	if err == nil {
		_ = db.Ping()
		_ = db.Close()
	}
}
