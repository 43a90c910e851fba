package a

func elsewhere() {
	b := pointer.Get().([]byte) // get: pointer
	pointer.Put(b[:0])          // put: pointer
}

func shadowed(plain map[string]int, withNew interface{ Get() any }) {
	_ = plain["x"]
	_ = withNew.Get()
	{
		pointer := map[int]int{}
		_ = pointer
	}
}
