package stream

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestQueue compares a queue with a list, and holds that a copy of it stays as it
// is while steps that may be undone change the queue.
func TestQueue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var q queue[int]
		var want []int
		for i := range rapid.IntRange(1, 80).Draw(rt, "steps") {
			keep := rapid.Bool().Draw(rt, "keep")
			before, contents := q, slices.Clone(q.Values[q.Head:])
			for range rapid.IntRange(0, 4).Draw(rt, "pushed") {
				q.push(i, &At{Keep: keep})
				want = append(want, i)
			}
			for range rapid.IntRange(0, 4).Draw(rt, "popped") {
				if q.len() > 0 {
					if *q.front() != want[0] {
						rt.Fatalf("front is %d, expected %d", *q.front(), want[0])
					}
					q.pop()
					want = want[1:]
				}
			}
			if !slices.Equal(q.Values[q.Head:], want) || q.len() != len(want) {
				rt.Fatalf("the queue holds %v, expected %v", q.Values[q.Head:], want)
			}
			if keep && !slices.Equal(before.Values[before.Head:], contents) {
				rt.Fatalf("a copy of before changed to %v, from %v", before.Values[before.Head:], contents)
			}
			if keep && rapid.Bool().Draw(rt, "undone") {
				q, want = before, contents
			}
		}
	})
}

// TestQueueStaysSmall holds that memory follows the contents, not the history.
func TestQueueStaysSmall(t *testing.T) {
	var q queue[int]
	for i := range 10_000 {
		q.push(i, &At{Keep: i%2 == 0})
		if q.len() > 3 {
			q.pop()
		}
	}
	if cap(q.Values) > 16 {
		t.Errorf("room for %d values, though it held 4", cap(q.Values))
	}
}
