// Package encoders holds encoders of a pool inside a dependency.
package encoders

import "github.com/go-faster/jx"

type point struct{ x, y int }

func (p point) MarshalJSON() ([]byte, error) {
	e := jx.GetEncoder()
	defer jx.PutEncoder(e)
	e.ArrStart()
	e.Int(p.x)
	e.Int(p.y)
	e.ArrEnd()
	return e.Bytes(), nil // want "`e.Bytes\(\)` is returned and shares its memory with `e`"
}

func (p point) String() string {
	e := jx.GetEncoder()
	defer jx.PutEncoder(e)
	e.Int(p.x)
	return e.String()
}

func (p point) Copied() []byte {
	e := jx.GetEncoder()
	defer jx.PutEncoder(e)
	e.Int(p.x)
	return append([]byte(nil), e.Bytes()...)
}

func (p point) Written() []byte {
	w := jx.GetWriter()
	defer jx.PutWriter(w)
	w.Int(p.x)
	return w.Buf // want "`w.Buf` is returned"
}
