// Package synthetic makes events up: no file and no network is needed, and the
// same options give the same events, bit for bit, on every machine.
//
// # Markets
//
// Sources of definition market.trade, market.quote and market.book_delta of one
// key are fed from one market. What happens in it depends on the seed, the key
// and the options alone: more keys or sources change nothing of what is there.
//
// The makers of a market believe in a fair price that is a geometric Brownian
// motion. Things happen in a Poisson process: someone trades, taking from the
// best level of a side; the makers move the best bid to the fair price, or the
// best ask to the tick above it, or change its size; or they change a level
// below. The book has a fixed number of levels on each side, one at each tick. So
// the mid price has the drift and volatility of the fair price, but for the
// noise of a tick or two, more where quotes are rare.
//
// First comes a snapshot of the book, then a delta for each change. Each level
// in a delta is one update: First = Previous + 1, Last = Previous + the number
// of levels, Previous = Last of the delta before. A quote comes after each delta
// that changes the best of the book, and has its Last as native id. Trades are
// numbered from 1; a trade comes before the delta that it makes.
//
// An event is received after between half and one and a half times the latency,
// and not before the one before it.
//
// # Faults
//
// Faults happen to trades, quotes and deltas each on their own, to all but
// snapshots, and change nothing of the market: what is not lost or doubled is as
// it would be without them.
//
// Trades and quotes that come late are handed over late, with the time at which
// they happened, so that sorting puts them in order again. Deltas come in order,
// as over one connection, so that a reader needs no order of its own.
//
// Of lost trades and quotes nothing tells but the ids that are missing. A lost
// delta is noticed at the next one, as an exchange's adapter would: control
// events gap and book_invalid come before it. A second after the loss a snapshot
// makes the book whole, with book_resynced before it.
//
// # Chance
//
// All chance comes from the generators of package fmath, splitmix64 and
// Marsaglia's polar method, whose bits depend on no version of Go. Each chance of
// each market has a sequence of its own, begun from a hash of the seed, the key
// and the name of the chance.
package synthetic
