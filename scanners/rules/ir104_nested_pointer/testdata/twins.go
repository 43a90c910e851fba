// Package twins keeps objects of one type in two pools, each for what one field is for.
package twins

import "sync"

type question struct{ text string }

type answer struct{ text string }

type envelope struct {
	number   int
	failure  string
	question *question
	answer   *answer
}

func (e *envelope) Question() *question { return e.question }
func (e *envelope) Answer() *answer     { return e.answer }

var questions = sync.Pool{New: func() any { return new(envelope) }}

var answers = sync.Pool{New: func() any { return new(envelope) }}

// In the one pool no envelope has an answer, in the other none has a question.
func Ask(asked *question) *envelope {
	taken := questions.Get().(*envelope)
	taken.question = asked
	return taken
}

func ReleaseQuestion(taken *envelope) {
	taken.number = 0
	taken.failure = ""
	taken.question = nil
	questions.Put(taken)
}

func Reply(given *answer) *envelope {
	taken := answers.Get().(*envelope)
	taken.answer = given
	return taken
}

func ReleaseAnswer(taken *envelope) {
	taken.number = 0
	taken.failure = ""
	taken.answer = nil
	answers.Put(taken)
}
