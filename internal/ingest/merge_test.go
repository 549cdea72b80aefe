package ingest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
)

// head is the next event of an emitter, as a plain merge sees it.
type head struct {
	emitter, source string
	at              event.Time
	arrived         bool
	left            []event.Event // this one first
}

func (h *head) settle() {
	e := &h.left[0]
	switch h.arrived = e.Arrived != 0; {
	case h.arrived:
		h.at = e.Arrived
	case e.SourceTime != event.Unset:
		h.at = e.SourceTime
	default:
		h.at++ // right after the one before
	}
}

// compare is the order of semantics 1: receive time, then emitter; without receive
// times source time, then source.
func (h *head) compare(other *head) int {
	order := cmp.Compare(h.at, other.at)
	switch {
	case order != 0:
		return order
	case h.arrived && other.arrived:
		return strings.Compare(h.emitter, other.emitter)
	case !h.arrived && !other.arrived:
		return strings.Compare(h.source, other.source)
	case h.arrived:
		return -1
	}
	return 1
}

// TestMergeIsInOrder holds the merge of a feed's emitters against a plain one that
// looks at each of them for each event: equal moments, moments that go back, events
// with a receive time and without, and without any.
func TestMergeIsInOrder(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		b := newBench(4)
		emitters, long := 1+rnd.IntN(9), 1+rnd.IntN(2*batchSize)
		names := rnd.Perm(emitters)
		var heads []*head
		for i := range emitters {
			given := &given{events: drawRun(rnd, b.key(t, strconv.Itoa(i)), i, 1+rnd.IntN(long))}
			b.add("feed", fmt.Sprint("e", i), given, Policy{})
			b.declared[i].Name = fmt.Sprint("s", names[i])
			h := &head{emitter: fmt.Sprint("e", i), source: b.declared[i].Name, at: -1, left: given.events}
			h.settle()
			heads = append(heads, h)
		}
		var want []string
		for len(heads) > 0 {
			h := slices.MinFunc(heads, (*head).compare)
			want = append(want, fmt.Sprintf("%s %d", h.left[0].Key, len(want)))
			if h.left = h.left[1:]; len(h.left) > 0 {
				h.settle()
			} else {
				heads = slices.DeleteFunc(heads, func(other *head) bool { return other == h })
			}
		}
		l, _ := b.run(t)
		var got []string
		for i, line := range l.list {
			key, _, _ := strings.Cut(line, " ")
			got = append(got, fmt.Sprintf("%s %d", key, i))
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: whose event comes when (-want +got):\n%s", seed, diff)
		}
	}
}

// drawRun draws the events of an emitter, mostly in order.
func drawRun(rnd *rand.Rand, k *event.Key, source, n int) []event.Event {
	var list []event.Event
	moment, step := event.Time(1+rnd.IntN(20)), 1+rnd.IntN(9)
	for range n {
		moment = max(1, moment+event.Time(rnd.IntN(step)-rnd.IntN(2)))
		e := at(k, source, moment, moment)
		switch rnd.IntN(4) {
		case 0:
			e.Arrived = 0
		case 1:
			if rnd.IntN(4) == 0 {
				e.Arrived, e.SourceTime = 0, event.Unset
			}
		}
		list = append(list, e)
	}
	return list
}
