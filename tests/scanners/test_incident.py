"""The code of the incident that the rules come from, in small: each piece gets the verdict that the report gave it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from scanners import DirectorySource, load_rules, scan
from tests.scanners.go_source import codes, write


@dataclass(frozen=True)
class Case:
    """A piece of the gateway, and all codes that it gets."""

    name: str
    code: str
    expected: frozenset[str]

    def __str__(self) -> str:
        return self.name


WRONG = [
    Case(
        "pool of connection wrappers",
        """
import (
	"net"
	"sync"
)

type Conn struct {
	netConn net.Conn
	scratch []byte
}

func (c *Conn) Close() error { return c.netConn.Close() }

type Gateway struct{ idle sync.Pool }

func (g *Gateway) Accept(ln net.Listener) error {
	c, err := ln.Accept()
	if err != nil {
		return err
	}
	g.idle.Put(&Conn{netConn: c})
	return nil
}
""",
        frozenset({"IR101", "IR102", "IR105"}),
    ),
    Case(
        "package-level pool of connections",
        """
import (
	"net"
	"sync"
)

var connections sync.Pool

func keep(c net.Conn) { connections.Put(c) }

func take() (net.Conn, bool) {
	c, ok := connections.Get().(net.Conn)
	return c, ok
}
""",
        frozenset({"IR101", "IR102", "IR302"}),
    ),
    Case(
        "New that dials Redis",
        """
import (
	"sync"

	"github.com/redis/go-redis/v9"
)

type Sessions struct{ clients sync.Pool }

func NewSessions(address string) *Sessions {
	s := &Sessions{}
	s.clients.New = func() any { return redis.NewClient(&redis.Options{Addr: address, PoolSize: 8, MinIdleConns: 2}) }
	return s
}

func (s *Sessions) Client() (*redis.Client, bool) {
	client, ok := s.clients.Get().(*redis.Client)
	return client, ok
}
""",
        frozenset({"IR101", "IR105"}),
    ),
    Case(
        "pointer to a slice in a pooled struct",
        """
import "sync"

type frame struct {
	payload *[]byte
	length  int
}

type Codec struct{ frames sync.Pool }

func NewCodec() *Codec {
	c := &Codec{}
	c.frames.New = func() any { return &frame{payload: new([]byte)} }
	return c
}

func (c *Codec) Encode(message []byte) int {
	f := c.frames.Get().(*frame)
	*f.payload = append(*f.payload, message...)
	f.length = len(*f.payload)
	n := f.length
	c.frames.Put(f)
	return n
}
""",
        frozenset({"IR104", "IR201", "IR208"}),
    ),
    Case(
        "body of a response",
        """
import (
	"net/http"
	"sync"
)

type Fetcher struct{ bodies sync.Pool }

func (f *Fetcher) Fetch(client *http.Client, url string) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	f.bodies.Put(response.Body)
	return nil
}
""",
        frozenset({"IR101"}),
    ),
    Case(
        "buffer that is written to as it comes",
        """
import (
	"bytes"
	"sync"
)

type Renderer struct{ buffers sync.Pool }

func (r *Renderer) Render(text string) string {
	b := r.buffers.Get().(*bytes.Buffer)
	b.WriteString(text)
	out := b.String()
	r.buffers.Put(b)
	return out
}
""",
        frozenset({"IR201", "IR203", "IR208"}),
    ),
    Case(
        "database without limits",
        """
import "database/sql"

type Store struct{ db *sql.DB }

func NewStore(dsn string) (*Store, error) {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	return &Store{db: db}, db.Ping()
}
""",
        frozenset({"CP401"}),
    ),
    Case(
        "cache that is looked at and then loaded",
        """
import "sync"

type Profile struct{ name string }

type Profiles struct {
	mu    sync.RWMutex
	cache map[string]*Profile
	load  func(string) (*Profile, error)
}

func (p *Profiles) Get(id string) (*Profile, error) {
	p.mu.RLock()
	found, ok := p.cache[id]
	p.mu.RUnlock()
	if ok {
		return found, nil
	}
	loaded, err := p.load(id)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.cache[id] = loaded
	p.mu.Unlock()
	return loaded, nil
}
""",
        frozenset({"CP405"}),
    ),
    Case(
        "counters side by side",
        """
import "sync/atomic"

type Stats struct {
	received uint64
	sent     uint64
}

func (s *Stats) Received() { atomic.AddUint64(&s.received, 1) }

func (s *Stats) Sent() { atomic.AddUint64(&s.sent, 1) }
""",
        frozenset({"CP406"}),
    ),
]

RIGHT = [
    Case(
        "pool in the service that owns it",
        """
import (
	"bytes"
	"sync"
)

type Service struct{ buffers sync.Pool }

func NewService() *Service {
	s := &Service{}
	s.buffers.New = func() any { return new(bytes.Buffer) }
	return s
}

func (s *Service) Render(text string) string {
	b := s.buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(text)
	out := b.String()
	if b.Cap() <= 64<<10 {
		s.buffers.Put(b)
	}
	return out
}
""",
        frozenset(),
    ),
    Case(
        "database with limits",
        """
import (
	"database/sql"
	"time"
)

type Store struct{ db *sql.DB }

func NewStore(dsn string) (*Store, error) {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(64)
	db.SetMaxIdleConns(8)
	db.SetConnMaxLifetime(time.Hour)
	return &Store{db: db}, db.Ping()
}
""",
        frozenset(),
    ),
    Case(
        "Redis with limits",
        """
import "github.com/redis/go-redis/v9"

func Connect(address string) *redis.Client {
	return redis.NewClient(&redis.Options{Addr: address, PoolSize: 64, MinIdleConns: 8})
}
""",
        frozenset(),
    ),
]


def reported(root: Path, case: Case) -> set[str]:
    """The codes that all rules together give a case."""
    with DirectorySource(write(root, {"gateway.go": f"package gateway\n{case.code}"})) as source:
        report = scan(source, rules=load_rules())
    assert report.problems == ()
    return set(codes(report))


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_what_the_report_calls_wrong_is_reported(case: Case, tmp_path: Path) -> None:
    assert reported(tmp_path, case) == case.expected


@pytest.mark.parametrize("case", RIGHT, ids=str)
def test_what_the_report_calls_right_is_not_reported(case: Case, tmp_path: Path) -> None:
    assert reported(tmp_path, case) == set()
