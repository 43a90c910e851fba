package buffers

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
)

type render struct{ dirty, onGet, onPut, deferred, errorPath, early, late, wrapped, truncated, assigned, unused, shared, branch sync.Pool }

func (r *render) never(w io.Writer) {
	b := r.dirty.Get().(*bytes.Buffer)
	b.WriteString("x")
	w.Write(b.Bytes())
	r.dirty.Put(b) // want "goes back into `render.dirty` without a reset"
}

func (r *render) resetAfterGet(w io.Writer) {
	b := r.onGet.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString("x")
	w.Write(b.Bytes())
	r.onGet.Put(b)
}

func (r *render) resetBeforePut(v any) error {
	b := r.onPut.Get().(*bytes.Buffer)
	err := json.NewEncoder(b).Encode(v)
	b.Reset()
	r.onPut.Put(b)
	return err
}

func (r *render) resetInDefer(v any) (string, error) {
	b := r.deferred.Get().(*bytes.Buffer)
	defer r.deferred.Put(b)
	defer b.Reset()
	if v == nil {
		return "", errors.New("nothing")
	}
	fmt.Fprint(b, v)
	return b.String(), nil
}

// The error path puts the buffer back as it is.
func (r *render) resetOnSuccessOnly(v any) error {
	b := r.errorPath.Get().(*bytes.Buffer)
	if err := json.NewEncoder(b).Encode(v); err != nil {
		r.errorPath.Put(b) // want "without a reset"
		return err
	}
	b.Reset()
	r.errorPath.Put(b)
	return nil
}

// A deferred reset that runs after the Put comes too late: defers run last in, first out.
func (r *render) deferredInWrongOrder(v any) string {
	b := r.late.Get().(*bytes.Buffer)
	defer b.Reset()
	defer r.late.Put(b) // want "without a reset"
	fmt.Fprint(b, v)
	return b.String()
}

func (r *render) resetThenWritten(v any) {
	b := r.early.Get().(*bytes.Buffer)
	b.Reset()
	fmt.Fprint(b, v)
	r.early.Put(b)
}

func (r *render) truncate(v any) string {
	b := r.truncated.Get().(*bytes.Buffer)
	fmt.Fprint(b, v)
	s := b.String()
	b.Truncate(0)
	r.truncated.Put(b)
	return s
}

func (r *render) assign(v any) string {
	b := r.assigned.Get().(*bytes.Buffer)
	fmt.Fprint(b, v)
	s := b.String()
	*b = bytes.Buffer{}
	r.assigned.Put(b)
	return s
}

func (r *render) putBackUnused(ok bool) {
	b := r.unused.Get().(*bytes.Buffer)
	if !ok {
		r.unused.Put(b)
		return
	}
	b.WriteString("x")
	b.Reset()
	r.unused.Put(b)
}

// Who else has the buffer may reset it.
func (r *render) resetByCallback(each func(func())) {
	b := r.shared.Get().(*bytes.Buffer)
	b.WriteString("x")
	each(func() { b.Reset() })
	r.shared.Put(b)
}

func (r *render) resetInOneBranch(ok bool) {
	b := r.branch.Get().(*bytes.Buffer)
	b.WriteString("x")
	if ok {
		b.Reset()
	}
	r.branch.Put(b) // want "without a reset"
}

func (r *render) get() *bytes.Buffer {
	return r.wrapped.Get().(*bytes.Buffer)
}

func (r *render) put(b *bytes.Buffer) {
	if b.Cap() > 1<<16 {
		return
	}
	b.Reset()
	r.wrapped.Put(b)
}

func (r *render) throughWrappers(v any) string {
	b := r.get()
	defer r.put(b)
	fmt.Fprint(b, v)
	return b.String()
}

type digest struct{ encoded, hashed sync.Pool }

// sum writes over the memory that the buffer has room for: its length stays what it was.
func (d *digest) sum(text []byte) uint32 {
	b := d.encoded.Get().(*bytes.Buffer)
	defer d.encoded.Put(b)
	room := b.Bytes()[:b.Cap()]
	return binary.BigEndian.Uint32(room[:copy(room, text)])
}

// wrong reads what an earlier user has left, and adds to it.
func (d *digest) wrong(text string) string {
	b := d.hashed.Get().(*bytes.Buffer)
	defer d.hashed.Put(b) // want "goes back into `digest.hashed` without a reset"
	before := b.String()
	b.WriteString(text)
	return before
}

var outputs = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// A command writes to its output, whoever has the buffer.
func run(name string) error {
	command := exec.Command(name)
	b := outputs.Get().(*bytes.Buffer)
	defer outputs.Put(b) // want "goes back into `outputs` without a reset"
	command.Stdout = b
	if err := command.Run(); err != nil {
		return errors.New(b.String())
	}
	return nil
}
