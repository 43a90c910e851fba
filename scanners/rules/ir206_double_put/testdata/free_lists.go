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

func send(line string, write func([]byte) error) error {
	f := take()
	defer give(f) // want "`f` is put back into `free` a second time"
	f.body = append(f.body, line...)
	if err := write(f.body); err != nil {
		give(f)
		return err
	}
	return nil
}

func sendOnce(line string, write func([]byte) error) error {
	f := take()
	f.body = append(f.body, line...)
	if err := write(f.body); err != nil {
		give(f)
		return err
	}
	give(f)
	return nil
}
