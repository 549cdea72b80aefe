package stream

import (
	"reflect"

	"github.com/featurizer/featurizer/event"
)

// Cross is what a node computes of the latest values that one stream has for
// several keys. Its one input lies in the rows of those keys; what it computes is
// the output of other rows, or of theirs.
type Cross struct {
	// PerKey says that there is an output for each of the keys; else there is one,
	// for the key that has what all of them have in common.
	PerKey bool
	// Picked are the keys that are meant, in their order, each by some of its names;
	// nil stands for all keys of the input, in the order of keys.
	Picked [][]event.Pair
	// Compute writes the outputs for the latest values, null where a key has none
	// yet: as many as there are values where there is one per key, else one. It depends
	// on the values alone, keeps no slice, and may use room, which is as long as values.
	Compute func(values, outputs, room []float64)
	// Explain returns the numbers by which an output comes of the values, by the names
	// that the formula of the definition has for them: that of the i-th value where
	// there is one per key. It may be nil.
	Explain func(values []float64, i int) []Line
}

// AcrossKeys emits what a function gives of the latest values of several keys, once
// per step in which one of them has emitted. op is part of the identity.
func AcrossKeys(op string, in Of[float64], c *Cross) Of[float64] {
	return Of[float64]{Port{
		Node: &Node{
			Op: op, Version: 1, Inputs: []Port{in.Port}, Output: reflect.TypeFor[float64](),
			Memory: Memory{Last: 1}, EndTimed: in.Node.EndTimed, Cross: c,
		},
		Type: reflect.TypeFor[float64](),
	}}
}
