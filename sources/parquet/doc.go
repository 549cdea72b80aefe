// Package parquet is the emitter that reads rows of Parquet files. What rows
// become is the business of package table.
//
// Only the columns that are wanted are read, in batches, one row group after the
// other. The columns of a group are named group.column; a column of lists cannot
// be read. Numbers are what the file says: a float of 32 bits is the float64 of
// the same value, a decimal has all its digits. Timestamps are times whatever the
// unit of the config; those that are not adjusted to UTC, and dates, are of the
// config's zone, else UTC. Messages count rows.
package parquet
