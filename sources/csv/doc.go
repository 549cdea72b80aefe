// Package csv is the emitter that reads rows of CSV files. What rows become is the
// business of package table.
//
// A file has cells separated by a delimiter, quoted where they hold it, a quote
// or an end of line (RFC 4180; ends of line may be \n or \r\n). It may be
// compressed (see package files). The first row names the columns; where the
// config does so by columns, there is no such row, and where a preset does, there
// may be one: it does not begin with a number. Blank lines count for nothing.
// Spaces around names and cells do not count either, except in text. An empty
// cell is null.
package csv
