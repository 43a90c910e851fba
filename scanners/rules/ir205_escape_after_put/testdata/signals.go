// Package signals holds objects that wait under a key until somebody else wakes their user.
package signals

import (
	"context"
	"errors"
	"sync"
	"time"
)

type waiter struct {
	done  chan int
	value int
}

func (w *waiter) wait(ctx context.Context) (int, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case n := <-w.done:
		return n, nil
	}
}

type group struct {
	waiters sync.Pool
	waiting sync.Map
	all     map[int]*waiter
	last    *waiter
}

func (g *group) add(id int, w *waiter) { g.waiting.Store(id, w) }

// Wake takes the waiter out before it wakes its user.
func (g *group) Wake(id, n int) {
	if w, ok := g.waiting.LoadAndDelete(id); ok {
		w.(*waiter).done <- n
	}
}

// Ask gives it back only where it was woken.
func (g *group) Ask(ctx context.Context, id int) (int, error) {
	w, _ := g.waiters.Get().(*waiter)
	g.add(id, w)
	n, err := w.wait(ctx)
	if err != nil {
		return 0, err
	}
	g.waiters.Put(w)
	return n, nil
}

// AskAnyway gives it back where time was up as well, and it still waits under its key.
func (g *group) AskAnyway(ctx context.Context, id int) (int, error) {
	w, _ := g.waiters.Get().(*waiter)
	g.add(id, w) // want "keeps memory of `w`"
	n, err := w.wait(ctx)
	g.waiters.Put(w)
	return n, err
}

// Receive waits without end.
func (g *group) Receive(id int) int {
	w, _ := g.waiters.Get().(*waiter)
	g.all[id] = w
	n := <-w.done
	g.waiters.Put(w)
	return n
}

// Choose gives it back in both cases.
func (g *group) Choose(id int) (int, error) {
	w, _ := g.waiters.Get().(*waiter)
	g.all[id] = w // want "`g.all\[id\]` outlives this function"
	defer g.waiters.Put(w)
	select {
	case n := <-w.done:
		return n, nil
	case <-time.After(time.Second):
		return 0, errors.New("timeout")
	}
}

// Last is no key that anybody takes it out of.
func (g *group) Last() int {
	w, _ := g.waiters.Get().(*waiter)
	g.last = w // want "`g.last` outlives this function"
	n := <-w.done
	g.waiters.Put(w)
	return n
}
