//go:build race

package recompute

// captures are the smaller recordings, each of one key. With the race detector all of
// them take longer than what they show there is worth: the engine is the same for each.
var captures = []string{"spot-btc", "coinm-btc"}
