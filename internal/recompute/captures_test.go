//go:build !race

package recompute

// captures are all recordings, each of one key.
var captures = []string{"usdm-btc", "usdm-eth", "spot-btc", "coinm-btc"}
