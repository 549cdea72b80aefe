package book

import (
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// journal says how a book was before changes that may be taken back. Writing it costs
// as much as the changes do, however large the book is.
type journal struct {
	changes []change
	levels  []market.Level // as they were; of size zero where there was none
}

// change is one change of a book.
type change struct {
	last  uint64
	valid bool
	whole bool // the levels are those of the whole book before it
	first int  // of its levels
}

// Settle forgets how the book was before.
func (l *Live) Settle() {
	l.journal.changes, l.journal.levels = l.journal.changes[:0], l.journal.levels[:0]
}

// Mark returns a point to go back to.
func (l *Live) Mark() int { return len(l.journal.changes) }

// Back takes back all changes since a mark.
func (l *Live) Back(mark int) {
	j := &l.journal
	for len(j.changes) > mark {
		c := j.changes[len(j.changes)-1]
		j.changes = j.changes[:len(j.changes)-1]
		was := j.levels[c.first:]
		if c.whole {
			l.Book.Load(was)
		}
		for i := len(was) - 1; i >= 0 && !c.whole; i-- {
			l.Book.Apply(was[i : i+1])
		}
		j.levels = j.levels[:c.first]
		l.Valid, l.Last = c.valid, c.last
	}
}

// note writes down that the book is about to change, where that may be taken back.
func (l *Live) note(at *stream.At) {
	if at.Keep {
		l.journal.changes = append(l.journal.changes, change{last: l.Last, valid: l.Valid, first: len(l.journal.levels)})
	}
}

// noteAll writes down that all of the book is about to change.
func (l *Live) noteAll(at *stream.At) {
	l.note(at)
	if j := &l.journal; at.Keep {
		j.changes[len(j.changes)-1].whole = true
		j.levels = l.Book.AppendLevels(j.levels)
	}
}

// noteLevel writes down the level of the book that a message is about to change.
func (l *Live) noteLevel(x *market.Level) {
	was := market.Level{Side: x.Side, Price: x.Price}
	if level, found := l.Book.At(x.Side, x.Price); found {
		was.Price, was.Size = level.ExactPrice, level.ExactSize
	}
	l.journal.levels = append(l.journal.levels, was)
}
