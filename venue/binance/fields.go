package binance

import "github.com/featurizer/featurizer/market"

// fields are the fields of one object of a frame that the decoder may need. Most
// of the venue's keys are one letter, so fields are found by their letter. Of a
// key that is there twice the last counts.
type fields struct {
	begin int    // where the object begins
	seen  uint64 // bit of each letter that is there
	spans [64]span
	bids  side
	asks  side
}

// side is the price levels of one side, read on the way.
type side struct {
	levels []market.Level
	// wrong is the first thing that is JSON but no price level: a mistake only
	// where the object turns out to be of a book.
	wrong *FrameError
}

// The letters that fields are kept by, from A on: those of the alphabet, and
// these behind them for keys that have more than one. unknownLetter is of all
// keys that are not read.
const (
	unknownLetter = 0
	firstLetter   = 'A'
	lastLetter    = 'z'

	letterStream  = lastLetter + iota - 2
	letterData    // data
	letterLast    // lastUpdateId
	letterBefore  // pu
	letterAnswer  // what only answers to requests have
	letterAverage // ap
)

// letterOf returns the letter of a key, unknownLetter for those that are not read.
func letterOf(key []byte) byte {
	if len(key) == 1 && isLetter(key[0]) {
		return key[0]
	}
	switch string(key) {
	case "pu":
		return letterBefore
	case "ap":
		return letterAverage
	case "stream":
		return letterStream
	case "data":
		return letterData
	case "lastUpdateId":
		return letterLast
	case "bids": // the rest of a whole book is like that of a change
		return 'b'
	case "asks":
		return 'a'
	case "symbol":
		return 's'
	case "id", "result", "error", "code", "openInterest":
		return letterAnswer
	}
	return unknownLetter
}

func isLetter(c byte) bool { return c >= 'a' && c <= lastLetter || c >= firstLetter && c <= 'Z' }

// key returns the key of a letter, for messages.
func (f *fields) key(letter byte) string {
	switch {
	case letter == letterData:
		return "data"
	case letter == letterLast:
		return "lastUpdateId"
	case letter == letterBefore:
		return "pu"
	case letter == letterAverage:
		return "ap"
	case letter == 'b' && f.snapshot():
		return "bids"
	case letter == 'a' && f.snapshot():
		return "asks"
	case letter == 's' && f.snapshot():
		return "symbol"
	}
	return string(rune(letter))
}

// snapshot tells whether the fields are those of a whole book.
func (f *fields) snapshot() bool { return f.has(letterLast) && !f.has('e') }

func (f *fields) put(letter byte, v span) {
	f.spans[letter-firstLetter] = v
	f.seen |= 1 << (letter - firstLetter)
}

func (f *fields) has(letter byte) bool { return f.seen>>(letter-firstLetter)&1 == 1 }

// get returns where the field lies; its kind is absent if it is not there.
func (f *fields) get(letter byte) span {
	if !f.has(letter) {
		return span{}
	}
	return f.spans[letter-firstLetter]
}
