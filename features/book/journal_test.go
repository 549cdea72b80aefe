package book

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// drawMessage draws the levels of a message; a price may be there twice, and be
// written in two ways.
func drawMessage(t *rapid.T) *market.BookDelta {
	d := &market.BookDelta{Last: rapid.Uint64Range(0, 9).Draw(t, "last")}
	for range rapid.IntRange(0, 8).Draw(t, "levels") {
		scale := rapid.Int64Range(0, 1).Draw(t, "scale")
		price := event.Decimal{Mantissa: rapid.Int64Range(1, 9).Draw(t, "price") * (1 + 9*scale), Scale: int8(scale)}
		d.Levels = append(d.Levels, market.Level{
			Side:  rapid.SampledFrom([]market.Side{market.Buy, market.Sell, market.NoSide}).Draw(t, "side"),
			Price: price, Size: event.Decimal{Mantissa: rapid.Int64Range(0, 3).Draw(t, "size")},
		})
	}
	return d
}

// TestBack holds that a book goes back to what it was at any mark, to the byte and
// with the prices as they were written, and that what is settled stays.
func TestBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, at := &Live{}, &stream.At{Keep: true}
		type point struct {
			mark int
			was  []byte
		}
		points := []point{{}}
		save := func() point {
			was, err := l.AppendBinary(nil)
			if err != nil {
				t.Fatal(err)
			}
			return point{l.Mark(), was}
		}
		points[0] = save()
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			switch rapid.IntRange(0, 7).Draw(t, "step") {
			case 0:
				l.load(drawMessage(t), at)
			case 1:
				l.note(at)
				l.Valid = false
			case 2:
				l.Settle()
				points = nil
			case 3:
				points = points[:rapid.IntRange(0, len(points)-1).Draw(t, "back")+1]
				p := points[len(points)-1]
				l.Back(p.mark)
				if got := save(); !bytes.Equal(got.was, p.was) || got.mark != p.mark {
					t.Fatalf("back at mark %d the book is %v, want %v", p.mark, got.was, p.was)
				}
				continue
			default:
				if l.Valid {
					l.apply(drawMessage(t), at)
				}
			}
			points = append(points, save())
		}
	})
}

// TestJournalIsWrittenWhereNeeded holds that a step which is final costs no journal.
func TestJournalIsWrittenWhereNeeded(t *testing.T) {
	l, d := &Live{}, &market.BookDelta{Last: 1, Levels: []market.Level{{Side: market.Buy, Price: event.Decimal{Mantissa: 1}, Size: event.Decimal{Mantissa: 1}}}}
	l.load(d, &stream.At{})
	l.apply(d, &stream.At{})
	if l.Mark() != 0 || len(l.journal.levels) != 0 {
		t.Errorf("the journal has %d changes and %d levels", l.Mark(), len(l.journal.levels))
	}
}

// TestBytes holds that a stored book is the book, and that other bytes are refused.
func TestBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &Live{}
		l.load(drawMessage(t), &stream.At{})
		l.Valid = rapid.Bool().Draw(t, "valid")
		stored, err := l.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		var back Live
		if err := back.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		again, err := back.AppendBinary(nil)
		if err != nil || !bytes.Equal(stored, again) || back.Valid != l.Valid {
			t.Errorf("stored %v, restored %v (%v)", stored, again, err)
		}
	})
	for _, b := range [][]byte{nil, {2}, {0, 0}, {1, 0, 0}, {1, 0, 0, 0, 0, 0, 0, 0, 0, 9}} {
		if err := new(Live).UnmarshalBinary(b); err == nil {
			t.Errorf("%v is a book", b)
		}
	}
}
