package reader

import "example.com/modules/bufs"

func Read() *[512]byte { return bufs.Pool().Get().(*[512]byte) }

func One() *[512]byte { return bufs.Single.Get().(*[512]byte) }

func Two(b *[512]byte) { bufs.Single.Put(b) }
