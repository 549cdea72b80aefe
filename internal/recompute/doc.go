// Package recompute is tests only. They compute every definition a second time,
// plainly and apart from the engine and its oracle, from recorded captures of
// exchanges, and compare what a run of the product writes with it.
//
// A recomputation reads the capture itself, gives every event its place in the
// log by the rules of the contract, and then makes each feature as one list from
// whole lists: a window is the slice of the values in it, a variance takes two
// passes, a join looks up the other list. It has no state that goes from event to
// event as the engine has, so the two can hardly be wrong in the same way.
//
// Times, places, counts, the order of lines and which of them are warm-up must be
// equal; numbers may differ by rounding, as the engine adds in another order.
//
// The captures are found by the environment variable FEATURIZER_TESTDATA; without
// it the tests are skipped.
package recompute
