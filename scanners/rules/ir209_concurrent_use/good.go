// Package gateway waits, or lets the goroutine put the job back.
package gateway

import (
	"context"
	"sync"
)

type job struct{ answer []byte }

func (j *job) run() { j.answer = append(j.answer[:0], "done"...) }

type Gateway struct{ jobs sync.Pool }

func (g *Gateway) Ask(ctx context.Context) bool {
	j, _ := g.jobs.Get().(*job)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer g.jobs.Put(j)
		j.run()
	}()
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

func (g *Gateway) All(count int) {
	var group sync.WaitGroup
	j, _ := g.jobs.Get().(*job)
	defer g.jobs.Put(j)
	for range count {
		group.Add(1)
		go func() {
			defer group.Done()
			_ = cap(j.answer)
		}()
	}
	group.Wait()
}
