package joined

import "sync"

type form struct {
	a, b, c, d, e, f, g, h int
	seen                   []string
}

var forms = sync.Pool{New: func() any { return new(form) }}

// What is dirty on one path does not go back on the other.
func either(keep bool, names []string) int {
	f := forms.Get().(*form)
	if keep {
		f.seen = append(f.seen, names...)
	} else {
		defer forms.Put(f)
		f.seen = f.seen[:0]
	}
	f.a = len(names)
	return f.a + len(f.seen)
}

type pair struct{ left, right int }

var pairs = sync.Pool{New: func() any { return new(pair) }}

// Each path sets another field, and both are read.
func sum(first bool, n int) int {
	p := pairs.Get().(*pair)
	if first {
		p.left = n
	} else {
		p.right = n
	}
	total := p.left + p.right
	pairs.Put(p) // want "goes back into `pairs` with"
	return total
}

type point struct{ x, y int }

var points = sync.Pool{New: func() any { return new(point) }}

// Both paths set both fields.
func distance(first bool, n int) int {
	p := points.Get().(*point)
	if first {
		p.x, p.y = n, 0
	} else {
		p.y = n
		p.x = 0
	}
	total := p.x + p.y
	points.Put(p)
	return total
}

type wide struct{ a, b, c, d, e, f, g, count int }

var wides = sync.Pool{New: func() any { return new(wide) }}

// Many fields are set, and the last goes on from where its user before left it.
func number(n int) int {
	w := wides.Get().(*wide)
	w.a, w.b, w.c, w.d, w.e, w.f, w.g = n, n, n, n, n, n, n
	w.count += w.a + w.b + w.c + w.d + w.e + w.f + w.g
	total := w.count
	wides.Put(w) // want "goes back into `wides` with"
	return total
}
