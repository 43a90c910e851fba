// Package shapes has caches of other kinds, and guards of other kinds.
package shapes

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/patrickmn/go-cache"
	"golang.org/x/sync/singleflight"
)

type handler struct {
	mu      sync.Mutex
	cache   *cache.Cache
	pages   sync.Map
	files   map[string][]byte
	loading singleflight.Group
	load    func(name string) ([]byte, error)
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, found := h.cache.Get(r.URL.Path) // want "`handler.ServeHTTP` looks `h.cache` up"
	if !found {
		page, err := os.ReadFile(r.URL.Path)
		if err != nil {
			return
		}
		h.cache.SetDefault(r.URL.Path, page)
		body = page
	}
	_, _ = w.Write(body.([]byte))
}

func (h *handler) page(name string) any {
	page, ok := h.pages.Load(name) // want "`handler.page` looks `h.pages` up"
	if ok {
		return page
	}
	page = h.read(name)
	h.pages.Store(name, page)
	return page
}

func (h *handler) read(name string) string {
	content, _ := os.ReadFile(name)
	return string(content)
}

// What is computed is cheap.
func (h *handler) upper(name string) any {
	if found, ok := h.pages.Load(name); ok {
		return found
	}
	upper := strings.ToUpper(name)
	h.pages.Store(name, upper)
	return upper
}

// A loader that somebody gave may do anything.
func (h *handler) file(name string) ([]byte, error) {
	h.mu.Lock()
	if content, ok := h.files[name]; ok { // want "`handler.file` looks `h.files` up"
		h.mu.Unlock()
		return content, nil
	}
	h.mu.Unlock()
	content, err := h.load(name)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[name] = content
	return content, nil
}

// The lock is released on a hit alone, and held over the load.
func (h *handler) held(name string) ([]byte, error) {
	h.mu.Lock()
	if content, ok := h.files[name]; ok {
		h.mu.Unlock()
		return content, nil
	}
	content, err := h.load(name)
	if err == nil {
		h.files[name] = content
	}
	h.mu.Unlock()
	return content, err
}

// It is checked again under the second lock, before it is loaded.
func (h *handler) again(name string) ([]byte, error) {
	h.mu.Lock()
	content, ok := h.files[name]
	h.mu.Unlock()
	if ok {
		return content, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if content, ok := h.files[name]; ok {
		return content, nil
	}
	content, err := h.load(name)
	if err == nil {
		h.files[name] = content
	}
	return content, err
}

// One loads, the others wait.
func (h *handler) shared(name string) ([]byte, error) {
	h.mu.Lock()
	content, ok := h.files[name]
	h.mu.Unlock()
	if ok {
		return content, nil
	}
	loaded, err, _ := h.loading.Do(name, func() (any, error) {
		content, err := h.load(name)
		if err == nil {
			h.mu.Lock()
			h.files[name] = content
			h.mu.Unlock()
		}
		return content, err
	})
	if err != nil {
		return nil, err
	}
	return loaded.([]byte), nil
}

// Who calls it holds the lock.
func (h *handler) unlocked(ctx context.Context, name string) ([]byte, error) {
	content, ok := h.files[name]
	if ok {
		return content, nil
	}
	content, err := fetch(ctx, name)
	if err == nil {
		h.files[name] = content
	}
	return content, err
}

func fetch(ctx context.Context, name string) ([]byte, error) { return os.ReadFile(name) }

// The load is made whether there was something or not.
func (h *handler) refresh(ctx context.Context, name string) bool {
	h.mu.Lock()
	_, known := h.files[name]
	h.mu.Unlock()
	content, _ := fetch(ctx, name)
	h.mu.Lock()
	h.files[name] = content
	h.mu.Unlock()
	return known
}

// A map of the function's own.
func local(ctx context.Context, names []string) {
	seen := map[string][]byte{}
	for _, name := range names {
		if _, ok := seen[name]; !ok {
			content, _ := fetch(ctx, name)
			seen[name] = content
		}
	}
}

// begin keeps others from loading the same file until it is told that this is done.
func (h *handler) begin(name string) (done func()) {
	found, _ := h.pages.LoadOrStore(name, new(sync.Mutex))
	lock := found.(*sync.Mutex)
	lock.Lock()
	return lock.Unlock
}

// The second look-up is behind a lock of its own for each name.
func (h *handler) checkedTwice(ctx context.Context, name string) ([]byte, error) {
	h.mu.Lock()
	content, ok := h.files[name]
	h.mu.Unlock()
	if ok {
		return content, nil
	}
	done := h.begin(name)
	defer done()
	h.mu.Lock()
	content, ok = h.files[name]
	h.mu.Unlock()
	if ok {
		return content, nil
	}
	content, err := fetch(ctx, name)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	h.files[name] = content
	h.mu.Unlock()
	return content, nil
}

// Its size is no second check, and a named result is loaded like any other variable.
func (h *handler) bounded(name string) (content []byte, err error) {
	h.mu.Lock()
	content, ok := h.files[name] // want "`handler.bounded` looks `h.files` up"
	h.mu.Unlock()
	if ok {
		return content, nil
	}
	content, err = h.load(name)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.files) < 1000 {
		h.files[name] = content
	}
	return content, nil
}

var errKnown = errors.New("already there")

// What is there already is an error: each file is created once.
func (h *handler) create(name string) error {
	h.mu.Lock()
	_, ok := h.files[name]
	h.mu.Unlock()
	if ok {
		return errKnown
	}
	content, err := h.load(name)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[name] = content
	return nil
}

// What is there already need not be loaded.
func (h *handler) ensure(name string) error {
	h.mu.Lock()
	_, ok := h.files[name] // want "`handler.ensure` looks `h.files` up"
	h.mu.Unlock()
	if ok {
		return nil
	}
	content, err := h.load(name)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[name] = content
	return err
}

type reader struct {
	chapters *cache.Cache
	shared   *cache.Cache
	once     sync.Mutex
	load     func(name string) ([]byte, error)
}

// Whoever makes its cache on the way, with no lock, has the reader alone.
func (r *reader) open(name string) (any, error) {
	if r.chapters == nil {
		r.chapters = cache.New(0, 0)
	}
	return r.chapter(name)
}

func (r *reader) chapter(name string) (any, error) {
	if found, ok := r.chapters.Get(name); ok {
		return found, nil
	}
	content, err := r.load(name)
	if err == nil {
		r.chapters.SetDefault(name, content)
	}
	return content, err
}

// Here others may come at the same time.
func (r *reader) prepare() {
	r.once.Lock()
	defer r.once.Unlock()
	if r.shared == nil {
		r.shared = cache.New(0, 0)
	}
}

func (r *reader) page(name string) (any, error) {
	if found, ok := r.shared.Get(name); ok { // want "`reader.page` looks `r.shared` up"
		return found, nil
	}
	content, err := r.load(name)
	if err == nil {
		r.shared.SetDefault(name, content)
	}
	return content, err
}

var decoders = map[byte]func(data string) (string, error){'t': decodeText}

func decodeText(data string) (string, error) { return data, nil }

func decode(data string) (string, error) {
	decoder, ok := decoders[data[0]]
	if !ok {
		return "", errKnown
	}
	return decoder(data)
}

// What a table holds decodes, and waits for nothing.
func (h *handler) decoded(data string) any {
	if found, ok := h.pages.Load(data); ok {
		return found
	}
	text, err := decode(data)
	if err == nil {
		h.pages.Store(data, text)
	}
	return text
}

type ticking struct{ ticks chan struct{} }

func newTicking() *ticking {
	made := &ticking{ticks: make(chan struct{})}
	go func() {
		for range made.ticks {
		}
	}()
	return made
}

// What is started goes on by itself.
func (h *handler) ticker(name string) any {
	if found, ok := h.pages.Load(name); ok {
		return found
	}
	made := newTicking()
	h.pages.Store(name, made)
	return made
}

type session struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newSession(ctx context.Context) *session {
	inner, cancel := context.WithCancel(ctx)
	return &session{ctx: inner, cancel: cancel}
}

// What takes a context and cannot fail makes something that lives as long.
func (h *handler) session(ctx context.Context, name string) any {
	if found, ok := h.pages.Load(name); ok {
		return found
	}
	made := newSession(ctx)
	h.pages.Store(name, made)
	return made
}

func visits(ctx context.Context, name string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
	if err != nil {
		return 0
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	return int(response.ContentLength)
}

func (h *handler) visited(ctx context.Context, name string) any {
	if found, ok := h.pages.Load(name); ok { // want "`handler.visited` looks `h.pages` up"
		return found
	}
	count := visits(ctx, name)
	h.pages.Store(name, count)
	return count
}
