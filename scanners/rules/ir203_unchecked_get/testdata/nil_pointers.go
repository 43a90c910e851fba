// Package engines makes objects by constructors that may fail.
package engines

import (
	"errors"
	"io"
	"os"
	"sync"
)

type engine struct {
	gear int
	in   io.Reader
}

func start(gear int) *engine {
	if gear < 0 {
		return nil
	}
	return &engine{gear: gear}
}

func tune(gear int) (*engine, error) {
	if gear < 0 {
		return nil, errors.New("no such gear")
	}
	return &engine{gear: gear}, nil
}

func open(path string) io.Reader {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	return f
}

type garage struct {
	started, tuned, checked, looked sync.Pool
	inputs                          sync.Pool
}

func newGarage(gear int, path string) *garage {
	return &garage{
		started: sync.Pool{New: func() any { return start(gear) }},
		tuned: sync.Pool{New: func() any {
			e, _ := tune(gear)
			return e
		}},
		checked: sync.Pool{New: func() any {
			e, err := tune(gear)
			if err != nil {
				panic(err)
			}
			return e
		}},
		looked: sync.Pool{New: func() any { return start(gear) }},
		inputs: sync.Pool{New: func() any { return open(path) }},
	}
}

func (g *garage) drive() int {
	e := g.started.Get().(*engine) // want "can return a `\*engine` that is nil"
	gear := e.gear
	g.started.Put(e)
	return gear
}

func (g *garage) race() int {
	e := g.tuned.Get().(*engine) // want "can return a `\*engine` that is nil"
	gear := e.gear
	g.tuned.Put(e)
	return gear
}

func (g *garage) tour() int {
	e := g.checked.Get().(*engine)
	gear := e.gear
	g.checked.Put(e)
	return gear
}

func (g *garage) park() int {
	e := g.looked.Get().(*engine)
	if e == nil {
		return 0
	}
	gear := e.gear
	g.looked.Put(e)
	return gear
}

func (g *garage) feed() io.Reader {
	return g.inputs.Get().(io.Reader) // want "can return nil"
}

// newFleet tries once what New does, with the same gear, so that New cannot fail.
func newFleet(gear int) (drive func() int, err error) {
	if _, err := tune(gear); err != nil {
		return nil, err
	}
	pool := sync.Pool{New: func() any {
		e, _ := tune(gear)
		return e
	}}
	return func() int {
		e := pool.Get().(*engine)
		defer pool.Put(e)
		return e.gear
	}, nil
}

// newScrap gives a nil of the right type instead of an error.
func newScrap(gear int) func() int {
	pool := sync.Pool{New: func() any {
		e, err := tune(gear)
		if err != nil {
			return (*engine)(nil)
		}
		return e
	}}
	return func() int {
		e := pool.Get().(*engine) // want "can return a `\*engine` that is nil"
		defer pool.Put(e)
		return e.gear
	}
}
