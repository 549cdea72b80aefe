package market_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// forms returns an empty book of each form.
func forms() []*market.Book {
	return []*market.Book{{Form: market.Sorted}, {Form: market.Laddered}, {Form: market.Automatic}}
}

// sameBook compares all that can be asked of two books.
func sameBook(r *rapid.T, want, got *market.Book) {
	for _, side := range []market.Side{market.Buy, market.Sell, market.NoSide} {
		best, ok := want.Best(side)
		if gotBest, gotOK := got.Best(side); best != gotBest || ok != gotOK {
			r.Fatalf("best of side %q: %v, %v; want %v, %v", side, gotBest, gotOK, best, ok)
		}
		if want.Len(side) != got.Len(side) {
			r.Fatalf("%d levels of side %q, want %d: %v %v", got.Len(side), side, want.Len(side), got.AppendTop(nil, side, -1), want.AppendTop(nil, side, -1))
		}
		for _, n := range []int{-1, 0, 1, 5, 1000} {
			if diff := cmp.Diff(want.AppendTop(nil, side, n), got.AppendTop(nil, side, n)); diff != "" {
				r.Fatalf("top %d of side %q (-want +got):\n%s", n, side, diff)
			}
			if diff := cmp.Diff(want.AppendFloats(nil, side, n), got.AppendFloats(nil, side, n)); diff != "" {
				r.Fatalf("top %d of side %q as floats (-want +got):\n%s", n, side, diff)
			}
		}
	}
	if diff := cmp.Diff(want.AppendLevels(nil), got.AppendLevels(nil)); diff != "" {
		r.Fatalf("levels (-want +got):\n%s", diff)
	}
}

// prices draws prices that wander about a point, some of them off the grid,
// written with more digits, far away or beyond all ladders.
type prices struct{ middle int64 }

func (p *prices) draw(r *rapid.T) event.Decimal {
	p.middle += rapid.SampledFrom([]int64{0, 0, 0, 0, 1, -1, 7, -30, 64, -100, 1000, -5000}).Draw(r, "move")
	d := event.Decimal{Mantissa: 5 * (p.middle + rapid.Int64Range(-40, 40).Draw(r, "ticks")), Scale: 2}
	switch rapid.IntRange(0, 25).Draw(r, "kind") {
	case 0:
		d.Mantissa += rapid.Int64Range(-4, 4).Draw(r, "off the grid")
	case 1, 2, 3:
		for range rapid.IntRange(1, 6).Draw(r, "zeros") {
			d = event.Decimal{Mantissa: d.Mantissa * 10, Scale: d.Scale + 1}
		}
	case 4:
		d = event.Decimal{Mantissa: rapid.Int64Range(-300, 300).Draw(r, "units")}
	case 5:
		d = anyDecimal().Draw(r, "wild")
	case 6:
		d.Mantissa = rapid.Int64Range(math.MaxInt64-300, math.MaxInt64).Draw(r, "high")
	case 7:
		d.Mantissa = rapid.Int64Range(math.MinInt64, math.MinInt64+300).Draw(r, "low")
	}
	return d
}

// message draws levels.
func (p *prices) message(r *rapid.T) []market.Level {
	message := make([]market.Level, rapid.IntRange(0, 40).Draw(r, "levels"))
	for i := range message {
		message[i] = market.Level{
			Side: market.Side(rapid.IntRange(0, 8).Draw(r, "side") % 3), Price: p.draw(r),
			Size: event.Decimal{Mantissa: rapid.Int64Range(0, 2).Draw(r, "size"), Scale: int8(rapid.IntRange(0, 3).Draw(r, "scale"))},
		}
	}
	return message
}

// TestFormsAreOneBook holds that a book answers alike and has the same bytes in every
// form, whatever comes: prices off the grid and far away, snapshots, storms of changes
// after which a ladder is looked for, a form that is forced half way, bytes read back.
func TestFormsAreOneBook(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		near := &prices{middle: rapid.SampledFrom([]int64{0, 100, 1_000_000, -777}).Draw(r, "middle")}
		books := forms()
		for range rapid.IntRange(1, 30).Draw(r, "messages") {
			message := near.message(r)
			if len(message) > 0 && rapid.Bool().Draw(r, "take the best away") {
				if best, ok := books[0].Best(message[0].Side); ok {
					message[0].Price, message[0].Size = best.ExactPrice, event.Decimal{}
				}
			}
			kind, times := rapid.IntRange(0, 19).Draw(r, "kind"), rapid.SampledFrom([]int{1, 1, 1, 400}).Draw(r, "times")
			for _, b := range books {
				switch kind {
				case 0, 1, 2:
					b.Load(message)
				case 3:
					b.Reset()
				case 4:
					restore(r, books[0], b)
				case 5:
					books[2].Form = rapid.SampledFrom([]market.Form{market.Automatic, market.Sorted, market.Laddered}).Draw(r, "form")
				default:
					for range times {
						b.Apply(message)
					}
				}
			}
			sameBook(r, books[0], books[1])
			sameBook(r, books[0], books[2])
		}
	})
}

// restore sets a book from its bytes, which must be those of another.
func restore(r *rapid.T, other, b *market.Book) {
	want, err := other.AppendBinary(nil)
	if err != nil {
		r.Fatal(err)
	}
	got, err := b.AppendBinary(nil)
	if err != nil || !bytes.Equal(want, got) {
		r.Fatalf("form %d has the bytes %v, %v; want %v", b.Form, got, err, want)
	}
	if err := b.UnmarshalBinary(got); err != nil {
		r.Fatal(err)
	}
}

// TestFormsAtTheEdges holds what random books seldom have: prices that differ and
// share a float, one of them in the ladder, and levels at the ends of the ladder when
// all are put elsewhere.
func TestFormsAtTheEdges(t *testing.T) {
	for _, c := range []struct {
		name        string
		start, then []string // side, price, size, ...
		times       int
	}{
		{"one float", []string{"bid", "10.0", "1", "bid", "9.9", "1", "ask", "10.0", "1", "ask", "10.1", "1"}, []string{"bid", "10.0000000000000001", "2", "ask", "10.0000000000000001", "2"}, 1},
		{"the lowest slot", []string{"bid", "100", "1", "bid", "53", "2", "ask", "53", "1", "ask", "100", "2"}, []string{"bid", "10000", "1", "ask", "1", "1"}, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want []market.Level
			for _, b := range forms() {
				b.Load(message(t, c.start...))
				for range c.times {
					b.Apply(message(t, c.then...))
				}
				if b.Form == market.Sorted {
					want = b.AppendLevels(nil)
				}
				if diff := cmp.Diff(want, b.AppendLevels(nil)); diff != "" {
					t.Errorf("form %d (-sorted +this):\n%s", b.Form, diff)
				}
			}
		})
	}
}
