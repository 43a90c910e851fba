package frame

import "sync"

// Frames holds frames that are not in use, for every package of the gateway.
var Frames = sync.Pool{
	New: func() any { return new(Frame) },
}
