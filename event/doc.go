// Package event holds what moves through Featurizer: events with their envelope
// and order, keys, lanes, the values they carry and the schemas that describe
// them. It knows nothing of markets, features or files.
//
// Times are int64 nanoseconds since the Unix epoch, UTC. Intervals are half-open.
package event
