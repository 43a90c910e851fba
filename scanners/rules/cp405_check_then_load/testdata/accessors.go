// Package accessors looks up, loads and writes in functions of its own.
package accessors

import (
	"context"
	"errors"
	"sync"

	"github.com/patrickmn/go-cache"
	"golang.org/x/sync/singleflight"
)

type rate struct{ value float64 }

type bank interface {
	Rate(ctx context.Context, currency string) (*rate, error)
}

type desk struct {
	mu      sync.Mutex
	rates   map[string]*rate
	names   *cache.Cache
	loading singleflight.Group
	bank    bank
}

func (d *desk) known(currency string) (*rate, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, ok := d.rates[currency]
	return found, ok
}

func (d *desk) keep(currency string, found *rate) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rates[currency] = found
}

// Two methods look up and write.
func (d *desk) rate(ctx context.Context, currency string) (*rate, error) {
	if found, ok := d.known(currency); ok { // want "`desk.rate` looks `desk.rates` up"
		return found, nil
	}
	found, err := d.bank.Rate(ctx, currency)
	if err != nil {
		return nil, err
	}
	d.keep(currency, found)
	return found, nil
}

// It writes by itself.
func (d *desk) half(ctx context.Context, currency string) (*rate, error) {
	found, ok := d.known(currency) // want "`desk.half` looks `desk.rates` up"
	if !ok {
		asked, err := d.bank.Rate(ctx, currency)
		if err != nil {
			return nil, err
		}
		d.mu.Lock()
		d.rates[currency] = asked
		d.mu.Unlock()
		return asked, nil
	}
	return found, nil
}

// What a miss calls loads and writes.
func (d *desk) name(ctx context.Context, currency string) (string, error) {
	found, ok := d.names.Get(currency) // want "`desk.name` looks `d.names` up"
	if !ok {
		return d.fill(ctx, currency)
	}
	return found.(string), nil
}

func (d *desk) fill(ctx context.Context, currency string) (string, error) {
	asked, err := d.bank.Rate(ctx, currency)
	if err != nil {
		return "", err
	}
	name := describe(asked)
	d.names.SetDefault(currency, asked)
	return name, nil
}

func describe(found *rate) string {
	if found.value > 1 {
		return "dear"
	}
	return "cheap"
}

// It is looked up again behind the lock.
func (d *desk) again(ctx context.Context, currency string) (*rate, error) {
	if found, ok := d.known(currency); ok {
		return found, nil
	}
	done := d.alone()
	defer done()
	if found, ok := d.known(currency); ok {
		return found, nil
	}
	found, err := d.bank.Rate(ctx, currency)
	if err == nil {
		d.keep(currency, found)
	}
	return found, err
}

func (d *desk) alone() func() { return func() {} }

// One asks the bank for all.
func (d *desk) shared(ctx context.Context, currency string) (*rate, error) {
	if found, ok := d.known(currency); ok {
		return found, nil
	}
	found, err := d.ask(ctx, currency)
	if err != nil {
		return nil, err
	}
	d.keep(currency, found)
	return found, nil
}

func (d *desk) ask(ctx context.Context, currency string) (*rate, error) {
	found, err, _ := d.loading.Do(currency, func() (any, error) { return d.bank.Rate(ctx, currency) })
	if err != nil {
		return nil, err
	}
	return found.(*rate), nil
}

var errKnown = errors.New("already there")

// Each is opened once.
func (d *desk) open(ctx context.Context, currency string) error {
	if _, ok := d.known(currency); ok {
		return errKnown
	}
	found, err := d.bank.Rate(ctx, currency)
	if err != nil {
		return err
	}
	d.keep(currency, found)
	return nil
}

func (d *desk) keepFirst(currency string, found *rate) *rate {
	d.mu.Lock()
	defer d.mu.Unlock()
	if first, ok := d.rates[currency]; ok {
		return first
	}
	d.rates[currency] = found
	return found
}

// Whoever comes second takes what the first one wrote.
func (d *desk) first(ctx context.Context, currency string) (*rate, error) {
	if found, ok := d.known(currency); ok {
		return found, nil
	}
	found, err := d.bank.Rate(ctx, currency)
	if err != nil {
		return nil, err
	}
	return d.keepFirst(currency, found), nil
}

// It makes what is missing, and keeps it nowhere.
func (d *desk) fallback(ctx context.Context, currency string) (*rate, error) {
	found, ok := d.known(currency)
	if !ok {
		return d.bank.Rate(ctx, currency)
	}
	return found, nil
}
