// Package bench measures the engine over a made-up market, beside the same work
// written by hand; its tests hold that a step allocates nothing, and that executors
// give the same bits at sizes no other test has. [Run] is the command featurizer
// bench; the benchmarks of the tests measure the same code.
//
// Machines are shared and clocks drift, so what counts are allocations and the
// ratio to the work by hand in the same run; docs/measurements.md has figures
// with the commands that repeat them.
package bench
