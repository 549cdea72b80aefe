// Package binance holds what Featurizer knows of Binance: its three venues
// (spot, USD-margined and coin-margined futures), how they name their symbols,
// and a decoder that turns their frames into market events.
//
// The decoder reads combined frames ({"stream":...,"data":{...}}), bare frames
// (those of /ws) and REST answers with the depth of a book. What it reads of
// them, the rest being ignored:
//
//	event        fields
//	trade        s p q m t T E X    X other than MARKET is no trade of the market: ignored
//	aggTrade     s p q m a T E
//	bookTicker   s b B a A u T E    spot sends it without e and without a time
//	depthUpdate  s b a U u pu T E   pu only in futures
//	REST depth   lastUpdateId bids asks T E symbol
//	kline        s E k{t T i o h l c v n x}
//	markPriceUpdate  s E p i r T    only in futures; T is when the next funding is due
//	forceOrder   o{s S z ap T}      only in futures; at most one a second and symbol
//
// trade and aggTrade tell the same trades twice, so a decoder reads one of them.
//
// Of depth only the streams @depth and @depth@<period> change a book. @depth5,
// @depth10, @depth20 and @rpiDepth send other things under the same event type;
// they are told apart by the stream's name and ignored. In a bare frame nothing
// tells them apart: do not mix them with @depth there.
//
// Times are milliseconds, or microseconds where the connection asked for
// timeUnit=MICROSECOND; the two are told apart by their size.
package binance
