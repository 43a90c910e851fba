"""Which functions make an error that is never nil, by their names as go/types writes them."""

from __future__ import annotations

from typing import Final

_MAKERS: Final = frozenset(
    {
        "errors.New",
        "fmt.Errorf",
        "github.com/cockroachdb/errors.Errorf",
        "github.com/cockroachdb/errors.New",
        "github.com/cockroachdb/errors.Newf",
        "github.com/juju/errors.Errorf",
        "github.com/juju/errors.New",
        "github.com/pingcap/errors.Errorf",
        "github.com/pingcap/errors.New",
        "github.com/pkg/errors.Errorf",
        "github.com/pkg/errors.New",
        "golang.org/x/xerrors.Errorf",
        "golang.org/x/xerrors.New",
        "google.golang.org/grpc/status.Error",  # nil for codes.OK alone
        "google.golang.org/grpc/status.Errorf",
    }
)


def makes_error(qualified: str | None) -> bool:
    """Whether what a function returns is an error."""
    return qualified in _MAKERS
