package book

import (
	"errors"
	"reflect"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// SnapshotParams are the params of [Snapshot].
type SnapshotParams struct {
	Depth int           `default:"25" doc:"how many levels of each side, from the best; -1 is all of them"`
	Every time.Duration `check:"nonnegative" example:"1s" doc:"the first book of each bucket of this length, aligned to the Unix epoch, and a book that becomes invalid or valid; by default every one"`
}

// Snapshot is book.snapshot: the best levels of each side of a book.
var Snapshot = feature.DefineFields(feature.Meta{
	Name:    "book.snapshot",
	Doc:     "the best levels of each side of the order book",
	Formula: "the book after each message that changes it, cut to depth levels of each side, best first; null while it is invalid; each element is {price, size}",
	Inputs:  "a source of book deltas (default: the only market.book_delta)",
	Example: "book: {definition: book.snapshot, inputs: [deltas], params: {depth: 10}}",
}, func(p SnapshotParams) *event.Schema { return fieldsOf(p.Depth) }, func(b *feature.Builder, p SnapshotParams) stream.Of[Live] {
	if p.Depth == 0 || p.Depth < -1 {
		b.Err(errors.New("depth: it is a number of levels above zero, or -1 for all"))
	}
	live := feature.Through(b, market.BookDeltas, Books)
	if p.Every == 0 {
		return live // what is read of it is cut
	}
	return sample(live, p)
})

// fieldsOf returns the fields of a book that is cut to a depth.
func fieldsOf(depth int) *event.Schema {
	return &event.Schema{Type: reflect.TypeFor[Live](), Fields: []event.Field{
		event.ListField[Live]("bids", "bids, best first: price and size of each", bids, depth),
		event.ListField[Live]("asks", "asks, best first: price and size of each", asks, depth),
	}}
}

// sample passes the first book of each bucket, and one that is valid where the last
// that it passed was not, or the other way round.
func sample(in stream.Of[Live], p SnapshotParams) stream.Of[Live] {
	return stream.Record[Live](&stream.Node{
		Op: "book_sample", Version: 1, Inputs: []stream.Port{in.Port}, State: reflect.TypeFor[sampled](),
		Memory: stream.Memory{Bounded: p.Every}, Window: p.Every, Warmup: stream.ByBucket,
		Bind: func(b *stream.Binding) stream.Kernel {
			return &sampler{p, stream.Input[Live](b, 0), stream.Output[Live](b), stream.State[sampled](b)}
		},
	})
}

// sampled says from when on the next book passes, once one has.
type sampled struct {
	Next event.Time
	Some bool
}

type sampler struct {
	SnapshotParams
	in, out stream.Place[Live]
	state   stream.Place[sampled]
}

// Step copies the book if it passes.
func (k *sampler) Step(row stream.Row, at *stream.At) bool {
	s, in, out := k.state.In(row), k.in.In(row), k.out.In(row)
	if s.Some && at.Time < s.Next && in.Valid == out.Valid {
		return false
	}
	s.Next, s.Some = at.Time.Floor(k.Every).Add(k.Every), true
	out.noteAll(at)
	out.Valid, out.Last = in.Valid, in.Last
	in.Book.CopyTop(&out.Book, k.Depth)
	return true
}
