// Package freelists keeps its frames in a channel with room.
package freelists

type frame struct{ body []byte }

var free = make(chan *frame, 64)

func take() *frame {
	select {
	case f := <-free:
		return f
	default:
		return new(frame)
	}
}

func give(f *frame) {
	f.body = f.body[:0]
	select {
	case free <- f:
	default:
	}
}

func encode(line string) []byte {
	f := take()
	defer give(f)
	f.body = append(f.body, line...)
	return f.body // want "`f.body` is returned and shares its memory with `f`"
}

func encodeCopy(line string) []byte {
	f := take()
	defer give(f)
	f.body = append(f.body, line...)
	return append([]byte(nil), f.body...)
}
