package manual

import (
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/stream"
)

// windowWords returns the words for an operator of windows.
func windowWords(n *stream.Node) words {
	last := "value of the last " + n.Window.String()
	if n.Warmup == stream.ByCount {
		last = fmt.Sprintf("value of the last %d", n.Memory.Last)
	}
	switch op, _, _ := strings.Cut(n.Op, "."); op {
	case "quantile", "quantile_events":
		return words{
			ranks, "a value put in its place and one taken out, each found by halving and moved within 512; a look at each 128 to 512 values for the rank",
			last + ", in order of time and of size",
		}
	case "slide_events":
		return words{
			amortised, "a merge on each side of the window; once per window's length, one merge for each value in it",
			fmt.Sprintf("value of the last %d to %d", n.Memory.Last, 2*n.Memory.Last),
		}
	case "fold_events":
		return words{events, "a merge for each value in the window, from the left", last}
	case "diff_events", "relative_diff_events":
		return words{amortised, "a value put into a queue and one taken out", last}
	}
	if n.Op == "tumble.quantile" || n.Op == "session.quantile" {
		return words{constant, "a value put behind the others; once per window, all are sorted", "value of the window"}
	}
	return words{constant, "a step of the window's fold; its result once per window", "value"}
}

// heldTwice returns the bytes of a value that an operator holds in two orders, which
// its state does not show; 0 for other operators.
func heldTwice(n *stream.Node) int {
	switch n.Op {
	case "quantile", "quantile_events":
		return 24 // time, value; rank
	case "tumble.quantile", "session.quantile":
		return 16 // value; rank, once it is sorted
	}
	return 0
}
