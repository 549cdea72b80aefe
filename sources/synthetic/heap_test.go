package synthetic

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// TestHeap holds that turns come out as a search of all of them finds them.
func TestHeap(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var h heap
		plain := map[turn]bool{}
		earliest := func() turn {
			least := turn{at: event.Never}
			for u := range plain {
				if u.before(&least) {
					least = u
				}
			}
			return least
		}
		for n := range rapid.IntRange(0, 200).Draw(r, "calls") {
			at := event.Time(rapid.IntRange(0, 20).Draw(r, "at"))
			switch call := rapid.IntRange(0, 3).Draw(r, "call"); {
			case call < 2 || len(plain) == 0:
				u := turn{at, uint64(n), n}
				h.push(u)
				plain[u] = true
			case call == 2:
				u := earliest()
				delete(plain, u)
				if got := h.pop(); got != u {
					r.Fatalf("popped %v, want %v", got, u)
				}
			default:
				u := earliest()
				delete(plain, u)
				u.at += at
				plain[u] = true
				h.replaceFirst(u.at)
			}
			if got, want := h.first(), earliest(); got != want {
				r.Fatalf("first is %v, want %v", got, want)
			}
		}
	})
}
