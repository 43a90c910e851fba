package writer

import "example.com/modules/bufs"

func Done(b *[512]byte) { bufs.Pool().Put(b) }
