// Package gateway puts jobs back that a goroutine still works on.
package gateway

import (
	"context"
	"sync"
	"time"
)

type job struct{ answer []byte }

func (j *job) run() { j.answer = append(j.answer[:0], "done"...) }

type Gateway struct{ jobs sync.Pool }

func (g *Gateway) Ask(ctx context.Context) bool {
	j, _ := g.jobs.Get().(*job)
	done := make(chan struct{})
	go func() {
		j.run()
		close(done)
	}()
	select {
	case <-done:
		g.jobs.Put(j)
		return true
	case <-ctx.Done():
		g.jobs.Put(j) // want "`j` goes back into `Gateway.jobs` while a goroutine that was started with `j` may still use it"
		return false
	}
}

func (g *Gateway) Later() {
	j, _ := g.jobs.Get().(*job)
	time.AfterFunc(time.Second, func() { j.run() })
	g.jobs.Put(j) // want "while a callback that holds `j` may still run"
}
