// Package picked points its objects to what is there already, where there is something.
package picked

import "sync"

type route struct{ name string }

type visit struct {
	path   string
	route  *route
	err    error
	done   bool
	words  []string
	length int
}

func (v *visit) reset() {
	v.path = ""
	v.err = nil
	v.done = false
	v.words = nil
	v.length = 0 // want "without `route`: the next user"
}

type table struct{ known map[string]*route }

func (t *table) find(v *visit) {
	if found, ok := t.known[v.path]; ok {
		v.route = found
	}
}

type server struct {
	visits sync.Pool
	table  *table
}

func newServer(known map[string]*route) *server {
	return &server{table: &table{known}, visits: sync.Pool{New: func() any { return new(visit) }}}
}

func (s *server) serve(path string) string {
	v := s.visits.Get().(*visit)
	v.path = path
	s.table.find(v)
	name := "none"
	if v.route != nil {
		name = v.route.name
	}
	v.reset()
	s.visits.Put(v)
	return name
}

type tape struct{ marks []int }

type player struct {
	title  string
	tape   *tape
	err    error
	done   bool
	words  []string
	length int
	first  *player
}

func (p *player) reset() {
	p.title = ""
	p.err = nil
	p.done = false
	p.words = nil
	p.length = 0
}

var players = sync.Pool{New: func() any { return new(player) }}

// What is made for want of one is kept; what was set for a while is set back.
func play(title string, use func(*player), other *player) int {
	p := players.Get().(*player)
	p.title = title
	if len(title) > 8 && p.tape == nil {
		p.tape = new(tape)
	}
	before := p.first
	if other != nil {
		p.first = other
	}
	use(p)
	p.first = before
	length := 0
	if p.tape != nil {
		length = len(p.tape.marks)
	}
	if p.first != nil {
		length++
	}
	p.reset()
	players.Put(p)
	return length
}
