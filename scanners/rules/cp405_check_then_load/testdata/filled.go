// Package filled loads into a variable by its address.
package filled

import (
	"database/sql"
	"sync"
)

type users struct {
	names sync.Map
	db    *sql.DB
}

func (u *users) Name(id int) (string, error) {
	if name, ok := u.names.Load(id); ok { // want "`users.Name` looks `u.names` up"
		return name.(string), nil
	}
	var name string
	if err := u.db.QueryRow("SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	u.names.Store(id, name)
	return name, nil
}

// Parsed fills the variable from what is at hand.
func (u *users) Parsed(id int, parse func(*string)) string {
	if name, ok := u.names.Load(id); ok {
		return name.(string)
	}
	var name string
	spell(id, &name)
	u.names.Store(id, name)
	return name
}

func spell(id int, name *string) { *name = string(rune('a' + id)) }
