// Package capture is the emitter that reads raw exchange frames from files.
//
// # Lines
//
// A capture is a text file with one frame a line, plain or compressed (see
// package files). Lines end in \n or \r\n, the last may lack it; empty lines count
// for nothing. Three forms are told apart line by line:
//
//	<receive ns> <frame>                 the simple form
//	<receive ns> <connection> <frame>    raw format v1
//	<receive s>: <frame>                 cryptofeed's raw data collection
//
// In the first two the receive time is in nanoseconds since the Unix epoch, above zero. A frame
// is what the venue sent, so it begins with { or [; a connection is any word that
// does not. An answer to a REST request for a book may stand where a frame does.
//
// # Notes
//
// In raw format v1 the connection ! carries what was no frame: one JSON object
// of one of two kinds. Symbols and streams are the venue's (BTCUSDT; trade,
// aggTrade, bookTicker, depth, kline, markPrice, forceOrder), so that a capture does not depend on the config
// it was made with. Fields other than these are ignored.
//
//	{"control":"gap","stream":"trade","symbol":"BTCUSDT","detail":"expected 7, got 9"}
//	{"rest":"depth","symbol":"BTCUSDT","body":{"lastUpdateId":1,"bids":[],"asks":[]}}
//
// A control is connected, disconnected, gap, book_invalid, book_resynced or
// stale. It becomes a control event of each source and key it concerns: without
// a stream of all streams, without a symbol of all symbols. A rest of another
// kind than depth is ignored.
//
// # Cryptofeed
//
// Lines of cryptofeed have receive times in seconds, read as they are written,
// without rounding. Beside frames there are
//
//	<address> <-> <receive s>              a connection is opened
//	<address> <- <receive s>: <message>    it is asked for streams: ignored
//	<address> -> <receive s>: <body>       an answer over REST
//	configuration: <subscription>          ignored
//
// The opening of a connection is a connected of the topics that its address names,
// of all where it names none. That one was lost is not written: when an address is
// opened again, disconnected and gap are told before connected, all at that time.
// An answer is read where the path ends in depth; its symbol is that of the address.
//
// Cryptofeed asks for aggTrade where it is to collect trades, so that is what
// market.trade is of in its lines, unless trades says otherwise.
//
// An address that belongs to another of the venues than the emitter's ends the run,
// whatever malformed says: there the same symbol is another market.
//
// # Books
//
// Each depth frame becomes an event when it comes. Where the update ids show that
// one is missing, gap and, if the book was right till then, book_invalid go before
// it. A REST answer that follows what came before becomes a snapshot with the newer
// frames before it applied, after book_resynced if the book was invalid; one that
// does not becomes a dropped with the reason. See binance.BookPolicy.
//
// Of notes about a book, connected, disconnected and stale are always told;
// disconnected and gap have book_invalid after them if the book was right. A gap and
// a book_invalid are told unless the frames have shown the same before, and a
// book_resynced never: only a snapshot makes a book right.
//
// # Events
//
// Several files are merged by (receive time, path, line). Within a file lines
// keep their order, also where the receive time goes back.
//
// A REST answer may not say whose book it is. It then belongs to snapshot_symbol
// where that is set; else to the only symbol of the file, or, before the first
// frame of the file, to the only declared one. If the file turns out to hold
// another symbol too, that is an error, whatever malformed says.
package capture
