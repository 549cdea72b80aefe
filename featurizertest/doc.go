// Package featurizertest is the kit for definitions of features, built-in ones
// and a user's own: literal events in, outputs out, and the laws for free.
//
// Events are lines of text: a source, a key, times and fields.
//
//	trades A t=1.5s r=1.6s price=100 amount=2 side=buy
//	quotes A t=2s bid=99 bid_size=1 ask=- ask_size=-
//	gap trades A r=3s
//
// A book delta names its levels by side, a whole book says so, and so do control
// events:
//
//	deltas A t=3s last_update_id=7 bids=99:1,98.5:2 asks=101:0 flags=snapshot
//	book_invalid deltas A r=4s
//
// t is what the source claims, r is the moment of receipt (by default t); both
// are lengths of time since the Unix epoch. A field that is - or left out is
// null. The key is the values of its names in order of the names, parted by
// slashes; where a config declares no keys the only name is symbol.
//
// A test of a definition of one's own can be as short as this:
//
//	func TestLaws(t *testing.T) {
//		featurizertest.Laws(t, featurizertest.Of(UpRun.Definition, "min: 3"))
//	}
//
// [Laws] checks what every definition must keep, over generated events and given
// ones. [Case.Outputs] gives the outputs for given events,
// and [Table] holds a definition to values worked out by hand. [Script] is a small
// language of commands over the same lines, for files that document what a
// config does.
package featurizertest
