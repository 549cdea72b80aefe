package binance

import "github.com/featurizer/featurizer/market"

// MaxBacklog is how much a [BookPolicy] keeps of the deltas since the book was
// last right: so many levels, a delta counting one besides. It is half a minute of
// the busiest stream in the recordings, and 1.3 MB, twice that at the worst. What
// is beyond drops the oldest; a snapshot older than the first delta that is kept
// then bridges no more, and the policy says so.
const MaxBacklog = 1 << 15

// kept is a delta in the backlog.
type kept struct {
	first, last, previous uint64
	begin, end            int // of its levels
}

// backlog keeps the last deltas in order.
type backlog struct {
	deltas []kept
	levels []market.Level
	oldest int // index of the first delta that is not dropped yet
}

func (b *backlog) reset() { b.deltas, b.levels, b.oldest = b.deltas[:0], b.levels[:0], 0 }

// size is how much is kept, in levels.
func (b *backlog) size() int {
	if b.oldest == len(b.deltas) {
		return 0
	}
	return len(b.levels) - b.deltas[b.oldest].begin + len(b.deltas) - b.oldest
}

func (b *backlog) add(d *market.BookDelta) {
	begin := len(b.levels)
	b.levels = append(b.levels, d.Levels...)
	b.deltas = append(b.deltas, kept{d.First, d.Last, d.Previous, begin, len(b.levels)})
	for b.size() > MaxBacklog {
		b.oldest++
	}
	if b.oldest == len(b.deltas) {
		b.reset()
	} else if b.deltas[b.oldest].begin+b.oldest > MaxBacklog {
		b.compact()
	}
}

// compact gives the place of what is dropped to what is kept.
func (b *backlog) compact() {
	gone := b.deltas[b.oldest].begin
	b.levels = append(b.levels[:0], b.levels[gone:]...)
	b.deltas = append(b.deltas[:0], b.deltas[b.oldest:]...)
	b.oldest = 0
	for i := range b.deltas {
		b.deltas[i].begin -= gone
		b.deltas[i].end -= gone
	}
}

// from returns the deltas newer than an update id.
func (b *backlog) from(id uint64) []kept {
	deltas := b.deltas[b.oldest:]
	for len(deltas) > 0 && deltas[0].last <= id {
		deltas = deltas[1:]
	}
	return deltas
}

// newer returns the ids of the first delta newer than an update id, nil if none is.
func (b *backlog) newer(id uint64) *market.BookDelta {
	deltas := b.from(id)
	if len(deltas) == 0 {
		return nil
	}
	return &market.BookDelta{First: deltas[0].first, Last: deltas[0].last, Previous: deltas[0].previous}
}

// applyTo brings a snapshot up to date.
func (b *backlog) applyTo(s *market.BookDelta) {
	var book market.Book
	book.Load(s.Levels)
	for _, d := range b.from(s.Last) {
		book.Apply(b.levels[d.begin:d.end])
		s.Last = d.last
	}
	s.Levels = book.AppendLevels(s.Levels[:0])
}
