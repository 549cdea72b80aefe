package merge_test

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/merge"
)

// TestHeapMerges holds that runs which are pushed, go on and end come out as one
// sorted list: each entry once, equal moments by rank.
func TestHeapMerges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := rapid.Int64Range(0, 12)
		var want []merge.Place
		var heap merge.Heap[*[]merge.Place]
		for rank := range rapid.IntRange(0, 12).Draw(t, "runs") {
			var run []merge.Place
			for _, at := range rapid.SliceOfN(moment, 1, 8).Draw(t, "run") {
				run = append(run, merge.Place{At: event.Time(at), Rank: uint64(rank)})
			}
			slices.SortFunc(run, func(a, b merge.Place) int { return cmp.Compare(a.At, b.At) })
			want = append(want, run...)
			heap.Push(run[0], &run)
		}
		slices.SortStableFunc(want, func(a, b merge.Place) int {
			return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Rank, b.Rank))
		})
		var got []merge.Place
		for heap.Len() > 0 {
			run := heap.First()
			got = append(got, (*run)[0])
			if *run = (*run)[1:]; len(*run) > 0 {
				heap.Advance((*run)[0])
			} else {
				heap.Drop()
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("merged (-want +got):\n%s", diff)
		}
	})
}
