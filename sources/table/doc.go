// Package table turns rows of tables into events: what emitters of CSV, JSON and
// Parquet have in common. A [Format] says how a file holds rows; all that a row
// means is here.
//
// # Times
//
// The column of time has the event times. With unit s, ms, us or ns they are
// numbers of that unit since the Unix epoch, read exactly: 1723161254.123456789
// is a time in s. Unit auto tells these apart by the digits of the whole number,
// for times from 2001 to 2286. Without a unit they are RFC 3339 text, which has a
// zone; a space may stand for the T. With a layout they are text of that form.
// What is finer than a nanosecond is malformed.
//
// A zone is for text that has none. A local time that the clocks show twice, in
// the hour when they are put back, is taken to be the first of the two moments; a
// time that they skip is malformed. With a date, cells are times of that day
// alone: a layout without a date, or numbers since midnight as the clocks of the
// zone show it. The date may be in the name of the file, of its archive or folder.
//
// The column of received, if the config names one, has the times at which the
// rows were first seen, above zero. Several files are merged by (receive time,
// path, row); within a file rows keep their order. Without receive times they are
// merged by (time, source, path, row) and must be sorted: a time that goes back
// ends the run, whatever malformed says. With sort all rows are read into memory
// first and put in order of receive time, else time; equal ones keep theirs.
//
// # Sources
//
// Each row is one event of each source whose key it has; cells without a column
// in the config's key have the one value that all keys of the source share. A row
// of no declared key is ignored. The columns are those of the payload, or those
// that map gives its fields:
//
//	record    a column for each field, of its name
//	trade     price, amount; side (buy or sell, in letters of any case) and id may be absent
//	quote     bid, bid_size, ask, ask_size
//	book      side (bid or ask, buy or sell), price, size; snapshot (true or false) may be absent
//	candle    open, high, low, close; open_time, close_time, interval, volume, trades and closed may be absent
//	funding   rate; predicted_rate, mark_price, index_price and next_funding_time may be absent
//	liquidation    price, amount; side and id may be absent
//	open interest  open_interest
//
// A time in a payload, such as next_funding_time, is text as the event times are, or a
// number of s, ms, us or ns, which its 10, 13, 16 or 19 digits tell; one of other digits
// is of the unit of the event times. 0 is none.
//
// A side of a quote whose size is empty or zero, or whose price is empty, is not
// there: its price and size are null. With carry they are those of the last row of
// the key that had them. A trade or liquidation without
// price or amount is malformed. Events have
// no native id: of equal rows each is an event.
//
// The rows of one key with equal receive times, or without these equal times, that
// stand together in a file are one event of a book; where snapshot changes another
// one begins. Its time is that of its last row.
//
// # Bad rows
//
// A row is malformed that has another number of cells than there are columns, or
// a cell that is not of its column's type. No number is infinite. With malformed:
// skip such rows are passed over, up to max_bad.
package table
