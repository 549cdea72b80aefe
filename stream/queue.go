package stream

import "github.com/featurizer/featurizer/event"

// queue holds values in the order they came. Its memory follows the rule of
// At.Keep: it appends behind its end, and replaces its memory to move values.
type queue[T any] struct {
	Head   int64
	Values []T `state:"owned"`
}

func (q *queue[T]) len() int { return len(q.Values) - int(q.Head) }

func (q *queue[T]) front() *T { return &q.Values[q.Head] }

// push appends a value. When more than half of the memory is used up it moves
// the values to the start of it, which costs one move for each value pushed.
func (q *queue[T]) push(x T, at *At) {
	if len(q.Values) == cap(q.Values) && int(q.Head) > len(q.Values)/2 {
		values := q.Values[:0]
		if at.Keep {
			values = nil
		}
		q.Values, q.Head = append(values, q.Values[q.Head:]...), 0
	}
	q.Values = append(q.Values, x)
}

func (q *queue[T]) pop() { q.Head++ }

// popTo takes out the values up to a time.
func popTo[A any](q *queue[timed[A]], last event.Time) {
	for q.len() > 0 && q.front().Time <= last {
		q.pop()
	}
}
