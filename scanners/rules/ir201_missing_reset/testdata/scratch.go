// Package scratch holds memory that whoever takes it asks for at a length, and writes.
package scratch

import "sync"

type numbers struct{ list []int64 }

var numbersPool sync.Pool

func atLength[T any](list []T, n int) []T {
	if missing := n - cap(list); missing > 0 {
		list = append(list[:cap(list)], make([]T, missing)...)
	}
	return list[:n]
}

func take(n int) *numbers {
	held, ok := numbersPool.Get().(*numbers)
	if !ok {
		held = new(numbers)
	}
	held.list = atLength(held.list, n)
	return held
}

func give(held *numbers) { numbersPool.Put(held) }

func squares(n int) (total int64) {
	held := take(n)
	defer give(held)
	for i := range held.list {
		held.list[i] = int64(i * i)
	}
	for _, each := range held.list {
		total += each
	}
	return total
}

type task interface{ run() }

var tasksPool = sync.Pool{New: func() any { return new([]task) }}

// The slice is cut where it is taken, through the pointer.
func takeTasks(n int) []task {
	tasks := (*tasksPool.Get().(*[]task))[:0]
	if cap(tasks) < n {
		return make([]task, 0, n)
	}
	return tasks
}

func runAll(groups [][]task) {
	tasks := takeTasks(len(groups))
	for _, group := range groups {
		tasks = append(tasks, group...)
	}
	for _, each := range tasks {
		each.run()
	}
	clear(tasks)
	tasksPool.Put(&tasks)
}

var uncut = sync.Pool{New: func() any { return new([]task) }}

func collect(groups [][]task) int {
	tasks := *uncut.Get().(*[]task)
	for _, group := range groups {
		tasks = append(tasks, group...)
	}
	n := len(tasks)
	uncut.Put(&tasks) // want "with what was appended to it"
	return n
}
