// Package param holds the spec of a parameter set: the name, type, default,
// example and documentation of every parameter. A spec is derived once from a
// Go struct and its tags, and everything that concerns the parameters comes
// from it: decoding with all mistakes reported at their place, documentation,
// JSON Schema, and the canonical bytes that content ids are made of.
//
//	type params struct {
//		Window time.Duration `default:"1m" check:"positive" doc:"length of the sliding window"`
//		Fill   string        `default:"none" enum:"none,previous" doc:"what an empty window gives"`
//	}
//
// Tags of a field:
//
//	doc       one sentence for the user; required
//	name      the key in a config; by default the Go name in snake_case
//	default   the value where the key is absent; items of a list are separated by commas
//	required  "true" where the key must be there
//	example   a value for the documentation
//	enum      the values a string may have, separated by commas
//	secret    "true" for a text that stands in no config, but in a variable or a file: see [ReadSecret]
//	id        "-" where it is no part of the canonical bytes, as these say otherwise what it decides
//	check     positive, nonnegative, or a closed range such as 1..65536
//
// A field without default that is absent keeps its zero value, and check and
// enum judge only what is written. Fields may be string, bool, int, int64,
// uint64, float64, time.Duration, Span, slices of them (which accept one bare scalar
// too), maps from string, structs, pointers where nil means absent, and *Node
// for a part that is decoded later. The fields of an embedded struct count as
// fields of the outer one. A key without a value is an absent key for
// everything but scalars, where it is a mistake.
//
// The package does no I/O and knows no file format: a reader of some format
// builds Nodes, which carry their place in the file.
package param
