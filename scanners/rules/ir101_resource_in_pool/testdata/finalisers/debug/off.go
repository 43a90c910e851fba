//go:build !debug

package debug

// SetFinalizer does nothing outside debug builds.
func SetFinalizer(object, finaliser any) {}
