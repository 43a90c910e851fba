// Package unseenpools uses a pool of which only the calls are seen.
package unseenpools

import "example.com/elsewhere/memory"

type frames struct{ framePool *memory.Pool }

func (f *frames) late(write func([]byte)) int {
	frame := f.framePool.Get()
	write(frame.Bytes())
	f.framePool.Put(frame)
	return frame.Size() // want "`frame` is used after it went back into `f.framePool`"
}

func (f *frames) inTime(write func([]byte)) int {
	frame := f.framePool.Get()
	defer f.framePool.Put(frame)
	write(frame.Bytes())
	return frame.Size()
}

func (f *frames) again(write func([]byte)) {
	frame := f.framePool.Get()
	f.framePool.Put(frame)
	frame = f.framePool.Get()
	write(frame.Bytes())
	f.framePool.Put(frame)
}
