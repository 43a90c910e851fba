// Package edges has transports in other shapes.
package edges

import (
	"errors"
	"net"
	web "net/http"
	"time"
)

// Transport is another type of the same name.
type Transport struct{ IdleConnTimeout time.Duration }

var own = Transport{}

var renamed = web.Transport{MaxIdleConnsPerHost: 8} // want "without `IdleConnTimeout`: its idle connections"

type proxy struct{ transport *web.Transport }

// The limits are set through the field.
func newProxy() *proxy {
	p := &proxy{transport: &web.Transport{}}
	p.transport.IdleConnTimeout = time.Minute
	p.transport.MaxIdleConnsPerHost = 8
	return p
}

// They are set by who calls it.
func bare() *web.Transport { return &web.Transport{} }

func bounded() *web.Transport {
	t := bare()
	t.IdleConnTimeout, t.MaxIdleConnsPerHost = time.Minute, 8
	return t
}

// Connections are not kept, said later.
func single() *web.Transport {
	t := &web.Transport{}
	t.DisableKeepAlives = true
	return t
}

func nested() map[string]web.RoundTripper {
	return map[string]web.RoundTripper{"a": &web.Transport{}} // want "without `IdleConnTimeout`, `MaxIdleConnsPerHost`"
}

// Its idle connections are closed with it.
func brief(r *web.Request) {
	t := &web.Transport{}
	defer t.CloseIdleConnections()
	_, _ = t.RoundTrip(r)
}

// Connections are kept unless somebody says that they are not.
func switched(idle time.Duration) *web.Client {
	return &web.Client{Transport: &web.Transport{ // want "without `MaxIdleConnsPerHost`"
		DisableKeepAlives: idle == 0,
		IdleConnTimeout:   idle,
	}}
}

var off = web.Client{Transport: &web.Transport{DisableKeepAlives: true}}

// The zero value of the setting keeps none.
func reusing(reuse bool) *web.Transport { return &web.Transport{DisableKeepAlives: !reuse} }

var shared = reusing(true)

// The only connection is there already.
func over(c net.Conn) *web.Transport {
	return &web.Transport{
		Dial: func(string, string) (net.Conn, error) { return c, nil },
		DialTLS: func(string, string) (net.Conn, error) {
			return nil, errors.New("no TLS here")
		},
	}
}

func across(path string) *web.Transport {
	return &web.Transport{ // want "without `IdleConnTimeout`, `MaxIdleConnsPerHost`"
		Dial: func(string, string) (net.Conn, error) { return net.Dial("unix", path) },
	}
}
