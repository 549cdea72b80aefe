// Package explain tells how one value of a feature came about: it runs a config
// over its finite sources up to that output, notes what the operators of the
// feature take in and hold on the way, and works the value out anew from that.
//
// There are two runs. The first finds the output that is meant. For the second
// the operators of the feature are wrapped in taps, which keep the inputs of the
// last window, and the memory of the key around the step in question; it ends
// with that step. A number of a report is read from the run or computed from
// what the report shows.
package explain
