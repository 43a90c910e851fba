// Command profile-store keeps profiles in memory and serves them over HTTP.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/profile-store/internal/profile"
	"example.com/profile-store/internal/render"
	"example.com/profile-store/internal/store"
)

const maxBody = 64 << 10

type api struct {
	profiles *store.Store
	renderer *render.Renderer
}

func main() {
	listen := flag.String("listen", ":8090", "address to serve on")
	flag.Parse()

	a := &api{profiles: store.New(), renderer: render.New()}
	server := &http.Server{Addr: *listen, Handler: a.routes(), ReadHeaderTimeout: 5 * time.Second}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { server.Shutdown(context.Background()) })

	slog.Info("serving profiles", "listen", *listen)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func (a *api) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /profiles/{id}", a.put)
	mux.HandleFunc("GET /profiles/{id}", a.get)
	return mux
}

func (a *api) put(w http.ResponseWriter, r *http.Request) {
	var p profile.Profile
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&p); err != nil {
		http.Error(w, "the profile is not JSON", http.StatusBadRequest)
		return
	}
	p.ID = r.PathValue("id")
	if err := p.Check(); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	a.profiles.Put(p)
	w.WriteHeader(http.StatusNoContent)
}

func (a *api) get(w http.ResponseWriter, r *http.Request) {
	p, ok := a.profiles.Get(r.PathValue("id"))
	if !ok {
		http.Error(w, "no such profile", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err := a.renderer.Render(w, p); err != nil {
		slog.Warn("not rendered", "id", p.ID, "error", err)
	}
}
