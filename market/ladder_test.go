package market_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// levels is what Book and Ladder have in common.
type levels interface {
	changeable
	Len(side market.Side) int
	Best(side market.Side) (market.BookLevel, bool)
	AppendTop(into []market.BookLevel, side market.Side, n int) []market.BookLevel
}

var _, _ levels = (*market.Book)(nil), (*market.Ladder)(nil)

func newLadder(tb testing.TB, tick string, width int) *market.Ladder {
	tb.Helper()
	l, err := market.NewLadder(decimal(tb, tick), width)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

type changeable interface {
	Apply(levels []market.Level)
	Load(levels []market.Level)
	Reset()
}

// sameBook compares all that can be asked of two books.
func sameBook(r *rapid.T, want, got levels) {
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
		}
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

// TestLadderIsBook holds that a ladder answers as a book of the same messages.
func TestLadderIsBook(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		near := &prices{middle: rapid.SampledFrom([]int64{0, 100, 1_000_000, -777}).Draw(r, "middle")}
		width := rapid.SampledFrom([]int{1, 64, 100, 512}).Draw(r, "width")
		book, ladder := &market.Book{}, newLadder(t, rapid.SampledFrom([]string{"0.05", "0.0500", "0.1", "0.01", "0.15", "5"}).Draw(r, "tick"), width)
		for range rapid.IntRange(1, 30).Draw(r, "messages") {
			message := make([]market.Level, rapid.IntRange(0, 40).Draw(r, "levels"))
			for i := range message {
				message[i] = market.Level{
					Side: market.Side(rapid.IntRange(0, 8).Draw(r, "side") % 3), Price: near.draw(r),
					Size: event.Decimal{Mantissa: rapid.Int64Range(0, 2).Draw(r, "size"), Scale: int8(rapid.IntRange(0, 3).Draw(r, "scale"))},
				}
			}
			if len(message) > 0 && rapid.Bool().Draw(r, "take the best away") {
				if best, ok := book.Best(message[0].Side); ok {
					message[0].Price, message[0].Size = best.ExactPrice, event.Decimal{}
				}
			}
			kind := rapid.IntRange(0, 15).Draw(r, "kind")
			for _, b := range []levels{book, ladder} {
				switch kind {
				case 0, 1, 2:
					b.Load(message)
				case 3:
					b.Reset()
				default:
					b.Apply(message)
				}
			}
			sameBook(r, book, ladder)
			if rapid.IntRange(0, 9).Draw(r, "store") == 0 {
				bytes, err := ladder.AppendBinary(nil)
				ladder = &market.Ladder{}
				if err == nil {
					err = ladder.UnmarshalBinary(bytes)
				}
				if err != nil {
					r.Fatal(err)
				}
				sameBook(r, book, ladder)
			}
		}
	})
}

// TestLadderRefused holds what no ladder can be made of.
func TestLadderRefused(t *testing.T) {
	for text, make := range map[string]func() error{
		"a tick of zero":      func() error { _, err := market.NewLadder(event.Decimal{}, 64); return err },
		"a tick below zero":   func() error { _, err := market.NewLadder(event.Decimal{Mantissa: -1}, 64); return err },
		"a tick out of range": func() error { _, err := market.NewLadder(event.Decimal{Mantissa: 1, Scale: -1}, 64); return err },
		"no width":            func() error { _, err := market.NewLadder(event.Decimal{Mantissa: 1}, 0); return err },
		"too wide":            func() error { _, err := market.NewLadder(event.Decimal{Mantissa: 1}, market.MaxLadder+1); return err },
	} {
		if err := make(); !errors.Is(err, market.ErrTick) {
			t.Errorf("%s: %v, want %v", text, err, market.ErrTick)
		}
	}
	var l market.Ladder
	if err := l.UnmarshalBinary([]byte("short")); !errors.Is(err, market.ErrBookBytes) {
		t.Errorf("short bytes: %v", err)
	}
	if err := l.UnmarshalBinary(make([]byte, 30)); !errors.Is(err, market.ErrBookBytes) || !errors.Is(err, market.ErrTick) {
		t.Errorf("bytes without a tick: %v", err)
	}
}
