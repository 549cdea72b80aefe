package market_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// decimal reads a number as a venue writes it.
func decimal(tb testing.TB, text string) event.Decimal {
	tb.Helper()
	d, err := event.ParseDecimal([]byte(text))
	if err != nil {
		tb.Fatalf("%q: %v", text, err)
	}
	return d
}

// message makes levels of side, price, size, side, price, size, ...
func message(tb testing.TB, words ...string) []market.Level {
	tb.Helper()
	var levels []market.Level
	for i := 0; i < len(words); i += 3 {
		side := map[string]market.Side{"bid": market.Buy, "ask": market.Sell}[words[i]]
		levels = append(levels, market.Level{Side: side, Price: decimal(tb, words[i+1]), Size: decimal(tb, words[i+2])})
	}
	return levels
}

// TestBook holds what each kind of change makes of a book.
func TestBook(t *testing.T) {
	start := []string{"bid", "10.0", "1", "bid", "9.5", "2", "ask", "10.5", "3", "ask", "11", "4"}
	for _, c := range []struct {
		name       string
		change     []string
		bids, asks [][2]float64
	}{
		{"nothing", nil, [][2]float64{{10, 1}, {9.5, 2}}, [][2]float64{{10.5, 3}, {11, 4}}},
		{"a new best", []string{"bid", "10.25", "5", "ask", "10.30", "6"}, [][2]float64{{10.25, 5}, {10, 1}, {9.5, 2}}, [][2]float64{{10.3, 6}, {10.5, 3}, {11, 4}}},
		{"between and behind", []string{"bid", "9.75", "5", "ask", "12", "6"}, [][2]float64{{10, 1}, {9.75, 5}, {9.5, 2}}, [][2]float64{{10.5, 3}, {11, 4}, {12, 6}}},
		{"another size, another scale", []string{"bid", "10.000", "7", "ask", "11.0", "0.5"}, [][2]float64{{10, 7}, {9.5, 2}}, [][2]float64{{10.5, 3}, {11, 0.5}}},
		{"a size of zero deletes, however written", []string{"bid", "10", "0.000", "ask", "10.50", "0"}, [][2]float64{{9.5, 2}}, [][2]float64{{11, 4}}},
		{"an unknown level is deleted", []string{"bid", "8", "0", "ask", "10.0", "0"}, [][2]float64{{10, 1}, {9.5, 2}}, [][2]float64{{10.5, 3}, {11, 4}}},
		{"twice in one message", []string{"bid", "8", "5", "bid", "8.0", "6", "ask", "12", "5", "ask", "12", "0"}, [][2]float64{{10, 1}, {9.5, 2}, {8, 6}}, [][2]float64{{10.5, 3}, {11, 4}}},
		{"crossed", []string{"bid", "20", "1"}, [][2]float64{{20, 1}, {10, 1}, {9.5, 2}}, [][2]float64{{10.5, 3}, {11, 4}}},
		{"below zero", []string{"bid", "-1", "1", "bid", "-1.5", "2", "ask", "-2", "3"}, [][2]float64{{10, 1}, {9.5, 2}, {-1, 1}, {-1.5, 2}}, [][2]float64{{-2, 3}, {10.5, 3}, {11, 4}}},
		{"no side", []string{"", "10", "9"}, [][2]float64{{10, 1}, {9.5, 2}}, [][2]float64{{10.5, 3}, {11, 4}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, b := range forms() {
				b.Load(message(t, start...))
				b.Apply(message(t, c.change...))
				for side, want := range map[market.Side][][2]float64{market.Buy: c.bids, market.Sell: c.asks} {
					var got [][2]float64
					for _, l := range b.AppendTop(nil, side, -1) {
						got = append(got, [2]float64{l.Price, l.Size})
					}
					if diff := cmp.Diff(want, got); diff != "" || b.Len(side) != len(want) {
						t.Errorf("form %d: %d levels of side %s (-want +got):\n%s", b.Form, b.Len(side), side, diff)
					}
				}
			}
		})
	}
}

// TestBookLoad holds that a snapshot replaces all, in whatever order it comes.
func TestBookLoad(t *testing.T) {
	var b market.Book
	b.Apply(message(t, "bid", "1", "1", "ask", "2", "1"))
	b.Load(message(t, "ask", "7", "1", "bid", "5", "1", "bid", "6", "2", "bid", "5.0", "3", "bid", "4", "0", "bid", "6.00", "0"))
	want := message(t, "bid", "5.0", "3", "ask", "7", "1")
	if diff := cmp.Diff(want, b.AppendLevels(nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if top := b.AppendTop(nil, market.NoSide, 3); len(top) > 0 {
		t.Errorf("levels of no side: %v", top)
	}
	b.Reset()
	if _, ok := b.Best(market.Buy); ok || b.Len(market.Sell) != 0 {
		t.Error("a book is not empty after Reset")
	}
}

// rat is the oracle of a decimal's value.
func rat(d event.Decimal) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	return new(big.Rat).SetFrac(big.NewInt(d.Mantissa), scale)
}

// anyDecimal draws numbers of all sizes, many of them close to each other.
func anyDecimal() *rapid.Generator[event.Decimal] {
	return rapid.Custom(func(r *rapid.T) event.Decimal {
		d := event.Decimal{Mantissa: rapid.Int64().Draw(r, "mantissa"), Scale: int8(rapid.IntRange(0, 100).Draw(r, "scale"))}
		if rapid.Bool().Draw(r, "round") {
			d.Mantissa = rapid.Int64Range(-9, 9).Draw(r, "digit")
			for range rapid.IntRange(0, 17).Draw(r, "zeros") {
				d.Mantissa *= 10
			}
			d.Mantissa += rapid.Int64Range(-1, 1).Draw(r, "beside")
		}
		return d
	})
}

// TestBookOrder holds that levels are ordered and found by their exact value,
// also where their floats are equal.
func TestBookOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		prices := rapid.SliceOfN(anyDecimal(), 1, 20).Draw(r, "prices")
		b := rapid.SampledFrom(forms()).Draw(r, "form")
		known := map[string]event.Decimal{}
		for _, p := range prices {
			l := market.Level{Price: p, Size: event.Decimal{Mantissa: 1}}
			for _, l.Side = range []market.Side{market.Buy, market.Sell} {
				b.Apply([]market.Level{l})
			}
			known[rat(p).RatString()] = p
		}
		bids, asks := b.AppendTop(nil, market.Buy, -1), b.AppendTop(nil, market.Sell, -1)
		if len(bids) != len(known) || len(asks) != len(known) {
			r.Fatalf("%d bids and %d asks of %d prices", len(bids), len(asks), len(known))
		}
		slices.Reverse(bids)
		for i, bid := range bids {
			ask := asks[i]
			if want := known[rat(bid.ExactPrice).RatString()]; bid.ExactPrice != want || ask.ExactPrice != want {
				r.Errorf("level %d: bid %v, ask %v, written last as %v", i, bid.ExactPrice, ask.ExactPrice, want)
			}
			if i > 0 && rat(bids[i-1].ExactPrice).Cmp(rat(bid.ExactPrice)) >= 0 {
				r.Errorf("%v is not below %v", bids[i-1].ExactPrice, bid.ExactPrice)
			}
		}
	})
}

// TestBookCopies holds that a copy shares no memory, that one of the top has the best
// levels alone, and that bytes give the book back.
func TestBookCopies(t *testing.T) {
	for _, b := range forms() {
		var into, top, read market.Book
		into.Load(message(t, "bid", "1", "1"))
		b.Load(message(t, "bid", "10.0", "1.50", "bid", "9", "2", "ask", "11", "3"))
		want := b.AppendLevels(nil)
		b.CopyTo(&into)
		b.CopyTop(&top, 1)
		bytes, err := b.AppendBinary([]byte("before"))
		if err != nil {
			t.Fatal(err)
		}
		b.Apply(message(t, "bid", "10", "9", "ask", "11", "9", "ask", "12", "9"))
		if err := read.UnmarshalBinary(bytes[len("before"):]); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, into.AppendLevels(nil)); diff != "" {
			t.Errorf("the copy (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]market.Level{want[0], want[2]}, top.AppendLevels(nil)); diff != "" {
			t.Errorf("the copy of the top (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, read.AppendLevels(nil)); diff != "" {
			t.Errorf("read again (-want +got):\n%s", diff)
		}
	}
}

// TestBookBytes holds the bytes of a book, which stored ones must keep, and that
// damaged ones are refused.
func TestBookBytes(t *testing.T) {
	var b market.Book
	b.Load(message(t, "bid", "1.5", "2", "bid", "1", "3", "ask", "2", "0.04"))
	golden := "\x01\x02\x00\x00\x00\x01\x00\x00\x00" +
		"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x0f\x00\x00\x00\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x02\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x02"
	if got, err := b.AppendBinary(nil); string(got) != golden || err != nil {
		t.Fatalf("got %q, %v", got, err)
	}
	for name, change := range map[string]func(b []byte) []byte{
		"version":        func(b []byte) []byte { b[0] = 2; return b },
		"cut off":        func(b []byte) []byte { return b[:len(b)-1] },
		"no head":        func(b []byte) []byte { return b[:8] },
		"more":           func(b []byte) []byte { return append(b, 0) },
		"order":          func(b []byte) []byte { b[9] = 200; return b },
		"twice":          func(b []byte) []byte { copy(b[27:36], "\x0a\x00\x00\x00\x00\x00\x00\x00\x01"); return b },
		"size zero":      func(b []byte) []byte { b[18] = 0; return b },
		"negative scale": func(b []byte) []byte { b[17] = 255; return b },
	} {
		if err := b.UnmarshalBinary(change([]byte(golden))); !errors.Is(err, market.ErrBookBytes) {
			t.Errorf("%s: %v, want %v", name, err, market.ErrBookBytes)
		}
	}
	if b.Len(market.Buy) != 2 || b.Len(market.Sell) != 1 {
		t.Error("damaged bytes changed the book")
	}
}

// FuzzBookBytes holds that what is accepted as a book is one, with the same bytes.
func FuzzBookBytes(f *testing.F) {
	var b market.Book
	b.Load(message(f, "bid", "1.5", "2", "bid", "1", "3", "ask", "2", "0.04"))
	seed, _ := b.AppendBinary(nil)
	f.Add(seed)
	f.Fuzz(func(t *testing.T, bytes []byte) {
		var b market.Book
		if b.UnmarshalBinary(bytes) != nil {
			return
		}
		if again, err := b.AppendBinary(nil); string(again) != string(bytes) || err != nil {
			t.Errorf("%q became %q, %v", bytes, again, err)
		}
		var loaded market.Book
		loaded.Load(b.AppendLevels(nil))
		if diff := cmp.Diff(b.AppendLevels(nil), loaded.AppendLevels(nil)); diff != "" {
			t.Errorf("loaded again (-read +loaded):\n%s", diff)
		}
	})
}

// TestBookAt holds that a level is found by the value of its price, as it was written.
func TestBookAt(t *testing.T) {
	for _, b := range forms() {
		testBookAt(t, b)
	}
}

func testBookAt(t *testing.T, b *market.Book) {
	decimal := func(mantissa int64, scale int8) event.Decimal { return event.Decimal{Mantissa: mantissa, Scale: scale} }
	b.Load([]market.Level{
		{Side: market.Buy, Price: decimal(990, 1), Size: decimal(2, 0)},
		{Side: market.Buy, Price: decimal(98, 0), Size: decimal(1, 0)},
		{Side: market.Sell, Price: decimal(101, 0), Size: decimal(30, 1)},
	})
	got, found := b.At(market.Buy, decimal(99, 0))
	if want := (market.BookLevel{Price: 99, Size: 2, ExactPrice: decimal(990, 1), ExactSize: decimal(2, 0)}); !found || got != want {
		t.Errorf("at 99 lies %v, %t, want %v", got, found, want)
	}
	if got, found := b.At(market.Sell, decimal(10100, 2)); !found || got.Size != 3 {
		t.Errorf("at 101.00 lies %v, %t", got, found)
	}
	for _, side := range []market.Side{market.Sell, market.NoSide} {
		if got, found := b.At(side, decimal(99, 0)); found {
			t.Errorf("on side %q lies %v", side, got)
		}
	}
}
