package main

import (
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
)

// TestDrawdownKeepsTheLaws holds what every definition must keep, over made-up events:
// the same bits again, key by key or all at once, after a restart, from a late start.
func TestDrawdownKeepsTheLaws(t *testing.T) {
	featurizertest.Laws(t, featurizertest.Of(Drawdown.Definition, "", "numbers.x"))
	featurizertest.Laws(t, featurizertest.Of(Drawdown.Definition, "least: 0.25", "numbers.x"))
}

// TestDrawdown holds values that were worked out by hand.
func TestDrawdown(t *testing.T) {
	on, out := featurizertest.On, featurizertest.Out
	featurizertest.Table(
		t, featurizertest.Of(Drawdown.Definition, "", "numbers.x"),
		on("numbers A t=1s x=8", out("A t=1s", 0, 8, 0)),
		on("numbers A t=2s x=6", out("A t=2s", 0.25, 8, 1)),
		on("numbers A t=3s x=-"), // null
		on("numbers B t=4s x=1", out("B t=4s", 0, 1, 0)),
		on("numbers A t=5s x=4", out("A t=5s", 0.5, 8, 2)),
		on("numbers A t=6s x=16", out("A t=6s", 0, 16, 0)),
	)
}
