package arrays

import "sync"

type matrix struct{ data []float64 }

type vector struct{ data []float64 }

// Pools by size, of matrices and of vectors.
var (
	matrices [8]sync.Pool
	vectors  [8]sync.Pool
)

func init() {
	for i := range matrices {
		n := 1 << i
		matrices[i].New = func() any { return &matrix{make([]float64, n)} }
		vectors[i].New = func() any { return &vector{make([]float64, n)} }
	}
}

func getMatrix(i int) *matrix { return matrices[i].Get().(*matrix) }

func putMatrix(i int, m *matrix) { matrices[i].Put(m) }

func getVector(i int) *vector { return vectors[i].Get().(*vector) }

func putVector(i int, v *vector) {
	matrices[i].Put(v) // want "`\*vector` is put into `matrices`"
}

// Pools of two kinds: each index stands for one.
var kinds [2]sync.Pool

func init() {
	kinds[0].New = func() any { return new(matrix) }
	kinds[1].New = func() any { return new(vector) }
}

func getKind() *matrix { return kinds[0].Get().(*matrix) }

func putKind(v *vector) { kinds[1].Put(v) }

// Pools without New: who takes a vector is not at hand.
var loose [2]sync.Pool

func getLoose() *matrix {
	if m, ok := loose[0].Get().(*matrix); ok {
		return m
	}
	return new(matrix)
}

func putLoose(v *vector) { loose[1].Put(v) }
