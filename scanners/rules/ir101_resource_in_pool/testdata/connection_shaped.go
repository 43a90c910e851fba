package a

import (
	"net"
	"sync"
	"syscall"
	"time"
)

// wire has every method of net.Conn: it is a connection, whatever it is called.
type wire struct{ fd int }

func (w *wire) Read(p []byte) (int, error)       { return 0, nil }
func (w *wire) Write(p []byte) (int, error)      { return 0, nil }
func (w *wire) Close() error                     { return syscall.Close(w.fd) }
func (w *wire) LocalAddr() net.Addr              { return nil }
func (w *wire) RemoteAddr() net.Addr             { return nil }
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

var wires = sync.Pool{New: func() any { return &wire{} }} // want "`wires` keeps `\*wire`"

type holder struct{ w *wire }

var holders = sync.Pool{New: func() any { return &holder{} }} // want "`holder.w` is a `\*wire`"

// half lacks the deadlines.
type half struct{ fd int }

func (h *half) Read(p []byte) (int, error)  { return 0, nil }
func (h *half) Write(p []byte) (int, error) { return 0, nil }
func (h *half) Close() error                { return nil }

var halves = sync.Pool{New: func() any { return &half{} }}

// Addresses, listeners' configuration and dialers own nothing.
type settings struct {
	dialer net.Dialer
	addr   net.Addr
	ip     net.IP
	mask   *net.IPNet
	errors []error
}

var all = sync.Pool{New: func() any { return &settings{} }}

// silent has the methods and nothing behind them: its Close has nothing to give back.
type silent struct{ addr net.Addr }

func (s *silent) Read(p []byte) (int, error)       { return 0, nil }
func (s *silent) Write(p []byte) (int, error)      { return len(p), nil }
func (s *silent) Close() error                     { return nil }
func (s *silent) LocalAddr() net.Addr              { return s.addr }
func (s *silent) RemoteAddr() net.Addr             { return s.addr }
func (s *silent) SetDeadline(time.Time) error      { return nil }
func (s *silent) SetReadDeadline(time.Time) error  { return nil }
func (s *silent) SetWriteDeadline(time.Time) error { return nil }

var silents = sync.Pool{New: func() any { return &silent{} }}
