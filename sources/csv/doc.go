// Package csv is the emitter that reads rows of CSV files.
//
// # Files
//
// A file has cells separated by a delimiter, quoted where they hold it, a quote
// or an end of line (RFC 4180; ends of line may be \n or \r\n). It may be
// compressed (see package files). The first row names the columns; where the
// config does so by columns, there is no such row. Blank lines count for nothing.
// Spaces around names and cells do not count either, except in text. An empty
// cell is null.
//
// # Times
//
// The column of time has the event times. With unit s, ms, us or ns they are
// numbers of that unit since the Unix epoch, read exactly: 1723161254.123456789
// is a time in s. Without a unit they are RFC 3339 text, which has a zone; a
// space may stand for the T. What is finer than a nanosecond is malformed.
//
// The column of received, if the config names one, has the times at which the
// rows were first seen, above zero. Several files are merged by (receive time,
// path, row); within a file rows keep their order. Without receive times they are
// merged by (time, source, path, row) and must be sorted: a time that goes back
// ends the run, whatever malformed says.
//
// # Sources
//
// Each row is one event of each source whose key it has; cells without a column
// in the config's key have the one value that all keys of the source share. A row
// of no declared key is ignored. The columns are those of the payload:
//
//	record    a column for each field, of its name
//	trade     price, amount; side (buy or sell, in letters of any case) and id may be absent
//	quote     bid, bid_size, ask, ask_size
//
// A side of a quote whose size is empty or zero, or whose price is empty, is not
// there: its price and size are null. A trade without price or amount is
// malformed. Events have no native id: of equal rows each is an event.
//
// A row is malformed that has another number of cells than there are columns, or
// a cell that is not of its column's type. No number is infinite.
package csv
