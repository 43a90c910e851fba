package use

func (b *book) page() *page {
	return b.pages.Get().(*page) // get: shared.pool via shared.Get
}

func (b *book) close(p *page) {
	b.pages.Put(p) // put: shared.pool via shared.Put
}
