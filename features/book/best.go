package book

import (
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// Of is the param of features of the best bid and offer. The inputs say the same, so
// it is no part of what identifies such a feature.
type Of struct {
	Source string `default:"quote" enum:"quote,book" id:"-" doc:"what it is of where no input is named: the only market.quote, or the book of the only market.book_delta"`
}

// OfBest are the inputs of such features, for people.
const OfBest = "a source of quotes (default: the only market.quote), a source of book deltas, or a book.snapshot"

// Best emits f of the best bid and offer. The input is a source of quotes, of which
// one with an absent side gives nothing; or a book, be it a [Snapshot] or a source of
// deltas: it gives none whenever it changes to one that lacks a side or is invalid.
func Best[R any](b *feature.Builder, of Of, none R, f func(q *market.Quote) R) stream.Of[R] {
	if of.Source == "book" || feature.Carries[Live](b) || feature.Carries[market.BookDelta](b) {
		return stream.Map(feature.Through(b, market.BookDeltas, Books), func(l *Live) R {
			if q := l.Best(); q.TwoSided() {
				return f(q)
			}
			return none
		})
	}
	return stream.MapIf(feature.In(b, market.Quotes), func(q *market.Quote, out *R) (bool, error) {
		*out = f(q)
		return q.TwoSided(), nil
	})
}
