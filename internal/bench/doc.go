// Package bench is tests only: it measures executors over a made-up market,
// beside the same work written by hand, and holds that a step allocates nothing.
//
// Machines are shared and clocks drift, so what counts are allocations and the
// ratio to the work by hand in the same run; docs/measurements.md has figures
// with the commands that repeat them.
package bench
