// Package failed puts back what a function made that may fail.
package failed

import (
	"errors"
	"sync"
)

type parser struct{ source string }

func build(source string) (*parser, error) {
	if source == "" {
		return nil, errors.New("nothing to parse")
	}
	return &parser{source}, nil
}

// certain gives a parser in any case.
func certain(source string) (*parser, error) {
	if source == "" {
		return &parser{}, errors.New("nothing to parse")
	}
	return &parser{source}, nil
}

type reader struct{ parsers sync.Pool }

func (r *reader) hasty(source string) (int, error) {
	p, _ := r.parsers.Get().(*parser)
	var err error
	if p == nil {
		p, err = build(source)
	}
	defer r.parsers.Put(p) // want "`p` goes into `reader.parsers` before anybody asks for the error"
	if err != nil {
		return 0, err
	}
	return len(p.source), nil
}

func (r *reader) quick(source string) error {
	p, err := build(source)
	r.parsers.Put(p) // want "`p` goes into `reader.parsers` before anybody asks for the error"
	return err
}

func (r *reader) careful(source string) (int, error) {
	p, _ := r.parsers.Get().(*parser)
	var err error
	if p == nil {
		if p, err = build(source); err != nil {
			return 0, err
		}
	}
	defer r.parsers.Put(p)
	return len(p.source), err
}

func (r *reader) asking(source string) error {
	p, err := build(source)
	if p != nil {
		r.parsers.Put(p)
	}
	return err
}

func (r *reader) always(source string) error {
	p, err := certain(source)
	r.parsers.Put(p)
	return err
}
