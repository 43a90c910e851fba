//go:build debug

// Package debug looks for objects that were not closed.
package debug

import "runtime"

// SetFinalizer is runtime.SetFinalizer.
func SetFinalizer(object, finaliser any) { runtime.SetFinalizer(object, finaliser) }
