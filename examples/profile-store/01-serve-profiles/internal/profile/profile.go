// Package profile says what a profile is.
package profile

import (
	"errors"
	"unicode/utf8"
)

const maxLength = 200

// Profile is what is known of a user.
type Profile struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	City string   `json:"city,omitempty"`
	Tags []string `json:"tags,omitempty"`
}

// Check reports what is wrong with a profile.
func (p *Profile) Check() error {
	if p.Name == "" {
		return errors.New("profile: a name is missing")
	}
	for _, text := range append([]string{p.ID, p.Name, p.City}, p.Tags...) {
		if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxLength {
			return errors.New("profile: a text is too long or not UTF-8")
		}
	}
	return nil
}
