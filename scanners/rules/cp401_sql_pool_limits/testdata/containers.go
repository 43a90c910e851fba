// Package containers starts databases for tests, in files of the program.
package containers

import (
	"context"
	"database/sql"

	"github.com/testcontainers/testcontainers-go"
)

type ledger struct {
	container testcontainers.Container
	db        *sql.DB
}

func open(ctx context.Context, request testcontainers.GenericContainerRequest) (*ledger, error) {
	container, err := testcontainers.GenericContainer(ctx, request)
	if err != nil {
		return nil, err
	}
	address, err := container.Endpoint(ctx, "")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("mysql", "root@tcp("+address+")/")
	return &ledger{container, db}, err
}
