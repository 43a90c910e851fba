package use

import "example.com/m/keep"

type page struct{ text []byte }

type book struct{ pages keep.Keeper }

func open() *book {
	return &book{pages: keep.New(func() any { return new(page) })}
}
