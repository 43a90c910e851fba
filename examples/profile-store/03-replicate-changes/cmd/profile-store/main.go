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
	"example.com/profile-store/internal/replica"
	"example.com/profile-store/internal/store"
)

const maxBody = 64 << 10

type api struct {
	profiles *store.Store
	renderer *render.Renderer
	replica  *replica.Replica // nil without one
}

func main() {
	listen := flag.String("listen", ":8090", "address to serve on")
	second := flag.String("replica", "", "address of a second store that gets every change")
	flag.Parse()

	a := &api{profiles: store.New(), renderer: render.New()}
	if *second != "" {
		a.replica = replica.New(*second, 8)
		defer a.replica.Close()
	}
	server := &http.Server{Addr: *listen, Handler: a.routes(), ReadHeaderTimeout: 5 * time.Second}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { server.Shutdown(context.Background()) })

	slog.Info("serving profiles", "listen", *listen)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		slog.Error("stopped", "error", err)
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
	if a.replica != nil {
		if err := a.replica.Send(r.Context(), p); err != nil {
			slog.Warn("not replicated", "id", p.ID, "error", err)
		}
	}
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
