// Package reference is the slow and obvious executor: the oracle that the fast
// executors are held against, bit for bit.
//
// It is written from the contract alone and shares nothing with what it judges.
// Values are boxed; every window is kept as its raw content and computed anew
// at every step, in the order the contract gives; a state is never changed in
// place. Trying out a sub-step is therefore running it and throwing the result
// away, and a step that fails has left nothing behind.
//
// Where to read: executor.go takes events and deadlines, plan.go finds the
// sub-steps of one step, run.go plays one of them, tumble.go holds tumbling
// windows, coverage.go warm-up, rows.go rows. build.go makes nodes of a config
// and definitions.go lists what they can be.
package reference
