// Package retried calls again what puts its argument back where it fails.
package retried

import "sync"

type request struct{ body []byte }

var requests = sync.Pool{New: func() any { return new(request) }}

type client struct{ send func(*request) error }

// once puts the request back in a deferred call, which asks for the result.
func (c *client) once(r *request) (err error) {
	defer func() {
		if err != nil {
			r.body = r.body[:0]
			requests.Put(r)
		}
	}()
	return c.send(r)
}

func (c *client) Retry(text string) error {
	r := requests.Get().(*request)
	r.body = append(r.body[:0], text...)
	err := c.once(r)
	if err != nil {
		err = c.once(r) // want "`r` is put back into `requests` a second time"
	}
	return err
}

// Again takes another one.
func (c *client) Again(text string) error {
	r := requests.Get().(*request)
	r.body = append(r.body[:0], text...)
	err := c.once(r)
	if err != nil {
		r = requests.Get().(*request)
		r.body = append(r.body[:0], text...)
		err = c.once(r)
	}
	return err
}

// Sent puts back what was sent.
func (c *client) Sent(text string) error {
	r := requests.Get().(*request)
	r.body = append(r.body[:0], text...)
	if err := c.once(r); err != nil {
		return err
	}
	requests.Put(r)
	return nil
}
