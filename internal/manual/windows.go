package manual

import "github.com/featurizer/featurizer/stream"

// windowWords returns the words for an operator of windows.
func windowWords(n *stream.Node) words {
	switch n.Op {
	case "quantile":
		return words{
			ranks, "a value put in its place and one taken out, each found by halving and moved within 512; a look at each 128 to 512 values for the rank",
			"value of the last " + n.Window.String() + ", in order of time and of size",
		}
	case "tumble.quantile":
		return words{constant, "a value put behind the others; once per window, all are sorted", "value of the window"}
	}
	return words{constant, "a step of the window's fold; its result once per window", "value"}
}

// heldTwice returns the bytes of a value that an operator holds in two orders, which
// its state does not show; 0 for other operators.
func heldTwice(n *stream.Node) int {
	switch n.Op {
	case "quantile":
		return 24 // time, value; rank
	case "tumble.quantile":
		return 16 // value; rank, once it is sorted
	}
	return 0
}
