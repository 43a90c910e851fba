package other

import . "example.com/m/shared"

type mine struct {
	Embedding
}

func use(m *mine) {
	_ = Buffers.Get() // get: Buffers
	m.Put("")         // put: Embedding.Pool
}
