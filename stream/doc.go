// Package stream holds the operators that feature definitions are written with.
//
// A definition is written for one key. Its operators are recorded as nodes of a
// graph, each with the place it reads from, what it remembers and how to bind it
// to memory; nothing runs while a definition is built. Later a graph of nodes is
// laid out as one row of memory per key, and an executor runs the bound kernels
// over that row. User functions see values, never rows, batches or clocks.
package stream
