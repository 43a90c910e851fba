package a

func use() any {
	return pool.Get() // get: pool; get: pool
}
