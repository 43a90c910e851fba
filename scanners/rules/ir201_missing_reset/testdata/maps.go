package maps

import "sync"

var (
	full    = sync.Pool{New: func() any { return map[string]int{} }}
	cleared = sync.Pool{New: func() any { return map[string]int{} }}
	deleted = sync.Pool{New: func() any { return map[string]int{} }}
	onGet   = sync.Pool{New: func() any { return map[string]int{} }}
)

func counts(words []string) int {
	m := full.Get().(map[string]int)
	defer full.Put(m) // want "with its keys"
	for _, word := range words {
		m[word] += 1
	}
	distinct := 0
	for range m {
		distinct++
	}
	return distinct
}

func clears(words []string) int {
	m := cleared.Get().(map[string]int)
	for _, word := range words {
		m[word]++
	}
	n := len(m)
	clear(m)
	cleared.Put(m)
	return n
}

func deletes(words []string) int {
	m := deleted.Get().(map[string]int)
	for _, word := range words {
		m[word]++
	}
	n := len(m)
	for word := range m {
		delete(m, word)
	}
	deleted.Put(m)
	return n
}

func clearsOnGet(words []string) (sum int) {
	m := onGet.Get().(map[string]int)
	clear(m)
	for _, word := range words {
		m[word]++
	}
	for _, n := range m {
		sum += n
	}
	onGet.Put(m)
	return sum
}

// Tally counts on from what the last user counted.
func Tally(words []string) int {
	counts, _ := counters.Get().(map[string]int)
	for _, word := range words {
		counts[word]++
	}
	most := len(words)
	counters.Put(counts) // want "goes back into `counters` with its keys"
	return most
}

// Sum adds to a map that is emptied before it goes back.
func Sum(words []string) int {
	sums, _ := weights.Get().(map[string]int)
	for _, word := range words {
		sums[word] += len(word)
	}
	total := sums[""]
	clear(sums)
	weights.Put(sums)
	return total
}

// Set sets every key that it asks for.
func Set(words []string) int {
	lengths, _ := places.Get().(map[string]int)
	for place, word := range words {
		lengths[word] = place
	}
	places.Put(lengths)
	return len(words)
}

var (
	counters = sync.Pool{New: func() any { return map[string]int{} }}
	weights  = sync.Pool{New: func() any { return map[string]int{} }}
	places   = sync.Pool{New: func() any { return map[string]int{} }}
)

// Distinct leaves out what it has seen, and what the last user saw.
func Distinct(words []string) (distinct []string) {
	seen := sets.Get().(map[string]struct{})
	defer sets.Put(seen) // want "goes back into `sets` with its keys"
	for _, word := range words {
		if _, ok := seen[word]; !ok {
			seen[word] = struct{}{}
			distinct = append(distinct, word)
		}
	}
	return distinct
}

// Lengths remembers what it has worked out, which is right for the next user as well.
func Lengths(words []string) (sum int) {
	known := memories.Get().(map[string]int)
	defer memories.Put(known)
	for _, word := range words {
		n, ok := known[word]
		if !ok {
			n = len(word)
			known[word] = n
		}
		sum += n
	}
	return sum
}

// First empties its set before it asks it.
func First(words []string) string {
	seen := emptied.Get().(map[string]struct{})
	clear(seen)
	defer emptied.Put(seen)
	for _, word := range words {
		if _, ok := seen[word]; ok {
			return word
		}
		seen[word] = struct{}{}
	}
	return ""
}

var (
	sets     = sync.Pool{New: func() any { return map[string]struct{}{} }}
	memories = sync.Pool{New: func() any { return map[string]int{} }}
	emptied  = sync.Pool{New: func() any { return map[string]struct{}{} }}
)

var (
	envs     = sync.Pool{New: func() any { return map[string]any{"version": 1} }}
	partial  = sync.Pool{New: func() any { return map[string]any{} }}
	labelled = sync.Pool{New: func() any { return map[string]string{} }}
)

// Evaluate sets each key that it ever sets, before anybody looks.
func Evaluate(body, scope any, run func(map[string]any) error) error {
	env := envs.Get().(map[string]any)
	defer envs.Put(env)
	env["body"] = body
	env["scope"] = scope
	return run(env)
}

// EvaluateSome sets one of them only where it has it.
func EvaluateSome(body, scope any, run func(map[string]any) error) error {
	env := partial.Get().(map[string]any)
	defer partial.Put(env) // want "with its keys"
	env["body"] = body
	if scope != nil {
		env["scope"] = scope
	}
	return run(env)
}

// Label reads a key that it has set itself, and leaves the other to whoever comes.
func Label(name string) string {
	labels := labelled.Get().(map[string]string)
	defer labelled.Put(labels) // want "with its keys"
	labels["name"] = name
	shown := labels["name"] + labels["unit"]
	labels["unit"] = "ms"
	return shown
}

var counted = sync.Pool{New: func() any { return make(map[string]bool) }}

func CountDistinct(words []string) int {
	seen := counted.Get().(map[string]bool)
	for _, word := range words {
		seen[word] = true
	}
	n := len(seen)
	counted.Put(seen) // want "goes back into `counted` with its keys"
	return n
}

// A memory that is kept on purpose, as long as it is small.
var numbered = sync.Pool{New: func() any { return make(map[string]int) }}

func Number(words []string) (numbers []int) {
	known := numbered.Get().(map[string]int)
	for _, word := range words {
		number, ok := known[word]
		if !ok {
			number = len(known)
			known[word] = number
		}
		numbers = append(numbers, number)
	}
	if len(known) < 1000 {
		numbered.Put(known)
	}
	return numbers
}
