// Package mailer pools memory and starts what runs where it is used.
package mailer

import (
	"context"
	"sync"
	"time"
)

type attempt struct {
	deadline *time.Timer
	cancel   context.CancelFunc
	letter   []byte
}

func (a *attempt) reset() {
	a.deadline.Stop()
	a.cancel()
	a.deadline, a.cancel = nil, nil
	a.letter = a.letter[:0]
}

// Mailer owns its pool.
type Mailer struct {
	attempts sync.Pool
}

// NewMailer makes a mailer.
func NewMailer() *Mailer {
	m := &Mailer{}
	m.attempts.New = func() any { return new(attempt) }
	return m
}

// Send lets go of the timer and the context before the attempt goes back.
func (m *Mailer) Send(ctx context.Context, letter []byte) {
	a := m.attempts.Get().(*attempt)
	ctx, a.cancel = context.WithCancel(ctx)
	a.deadline = time.AfterFunc(time.Second, a.cancel)
	a.letter = append(a.letter[:0], letter...)
	<-ctx.Done()
	a.reset()
	m.attempts.Put(a)
}
