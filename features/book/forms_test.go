package book

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/capture"
	"github.com/featurizer/featurizer/stream"
)

// named are the forms of a book.
var named = []struct {
	name string
	form market.Form
}{{"sorted", market.Sorted}, {"laddered", market.Laddered}, {"automatic", market.Automatic}}

// inForms returns an empty book in each form.
func inForms() []*Live {
	var list []*Live
	for _, n := range named {
		list = append(list, &Live{Book: market.Book{Form: n.form}})
	}
	return list
}

// answers appends the bits of all that features read of a book.
func answers(into []uint64, l *Live, depth int) []uint64 {
	for _, list := range []int{bids, asks} {
		levels := l.List(list, depth).Levels()
		into = append(into, uint64(len(levels)))
		for _, x := range levels {
			into = append(into, math.Float64bits(x.Price), math.Float64bits(x.Size))
		}
	}
	best := l.Best()
	for _, x := range []float64{best.Bid, best.BidSize, best.Ask, best.AskSize, l.imbalance(2).Imbalance, l.imbalance(5).Imbalance} {
		into = append(into, math.Float64bits(x))
	}
	return into
}

// same compares what features read of books in all forms.
func same(t interface{ Fatalf(string, ...any) }, list []*Live, depth int) {
	want := answers(nil, list[0], depth)
	for i, l := range list[1:] {
		if got := answers(nil, l, depth); !slices.Equal(want, got) {
			t.Fatalf("at update %d, bits read of the book (-sorted +%s):\n%s", l.Last, named[i+1].name, cmp.Diff(want, got))
		}
	}
}

// TestFormsGiveTheSame holds that features read the same of a book in every form,
// also where steps are taken back and where the book is stored and restored.
func TestFormsGiveTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, at := inForms(), &stream.At{Keep: true}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			step, d := rapid.IntRange(0, 9).Draw(t, "step"), drawMessage(t)
			times := rapid.SampledFrom([]int{1, 1, 600}).Draw(t, "times")
			for i, l := range list {
				switch mark := l.Mark(); {
				case step == 0 || !l.Valid:
					l.load(d, at)
				case step == 1:
					l.note(at)
					l.Valid = false
				case step == 2:
					restored(t, list[0], l)
					l.Book.Form = named[i].form
				case step == 3:
					l.apply(d, at)
					l.Back(mark)
				case step == 4:
					l.load(d, at)
					l.Back(mark)
				default:
					for range times {
						l.apply(d, at)
					}
				}
				l.Settle()
			}
			same(t, list, -1)
		}
	})
}

// restored sets a book from its bytes, which must be those of another.
func restored(t *rapid.T, other, l *Live) {
	want, err := other.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := l.AppendBinary(nil)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatalf("%v, bytes (-sorted +other):\n%s", err, diff)
	}
	if err := l.UnmarshalBinary(got); err != nil {
		t.Fatal(err)
	}
}

// recordings are the captures with books.
var recordings = []struct{ file, venue, exchange, symbol string }{
	{"usdm_btcusdt_20240808.gz", "binance-usdm", "BINANCE_USDM", "BTC-USDT-PERP"},
	{"usdm_ethusdt_20240808.gz", "binance-usdm", "BINANCE_USDM", "ETH-USDT-PERP"},
	{"spot_btcusdt_20240808.gz", "binance-spot", "BINANCE", "BTC-USDT"},
	{"cm_btcusd_perp_20240808.gz", "binance-coinm", "BINANCE_COINM", "BTC-USD-PERP"},
}

// message is a recorded message of a book.
type message struct {
	delta    market.BookDelta
	snapshot bool
}

// recorded reads the messages of a capture.
func recorded(t testing.TB, file, venue, exchange, symbol string) []message {
	t.Helper()
	folder := os.Getenv("FEATURIZER_TESTDATA")
	if folder == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: it names the folder of recorded captures")
	}
	e, err := capture.New("feed", filepath.Join(folder, "hftbacktest"), capture.Params{Venue: venue, Path: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	var keys event.Keys
	key, err := keys.Intern(event.Pair{Name: "exchange", Value: exchange}, event.Pair{Name: "symbol", Value: symbol})
	if err != nil {
		t.Fatal(err)
	}
	var list []message
	declared := &source.Declared{Name: "deltas", Definition: market.BookDeltas.Definition, Keys: []*event.Key{key}}
	err = e.Register(declared, func(e *event.Event) error {
		if d, ok := e.Payload.(*market.BookDelta); ok {
			m := message{snapshot: e.Flags&event.Snapshot != 0}
			d.CopyTo(&m.delta)
			list = append(list, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return list
}

// take takes in a message as the kernel does.
func (l *Live) take(m *message, at *stream.At) {
	switch {
	case m.snapshot:
		l.load(&m.delta, at)
	case l.Valid && m.delta.Last > l.Last:
		l.apply(&m.delta, at)
	}
}

// TestRecordedFormsGiveTheSame holds that at every message of the recordings.
func TestRecordedFormsGiveTheSame(t *testing.T) {
	for _, r := range recordings {
		t.Run(r.file, func(t *testing.T) {
			list := inForms()
			for i, m := range recorded(t, r.file, r.venue, r.exchange, r.symbol) {
				for _, l := range list {
					at := &stream.At{Keep: i%10 == 0}
					mark := l.Mark()
					l.take(&m, at)
					if i%20 == 0 && l.Valid { // and once more
						l.Back(mark)
						l.take(&m, at)
					}
					l.Settle()
				}
				same(t, list, 25)
			}
		})
	}
}

// BenchmarkRecordedDelta takes in the messages of the recordings and reads the best
// prices, or the 25 best levels of each side, after each.
func BenchmarkRecordedDelta(b *testing.B) {
	for _, r := range recordings {
		for _, n := range named {
			for _, depth := range []int{0, 25} {
				b.Run(fmt.Sprintf("%s/%s/%d", r.file, n.name, depth), func(b *testing.B) {
					list := recorded(b, r.file, r.venue, r.exchange, r.symbol)
					l, at, i := &Live{Book: market.Book{Form: n.form}}, &stream.At{}, 0
					b.ReportAllocs()
					for b.Loop() {
						if i == len(list) {
							i, l.Last = 0, 0
						}
						l.take(&list[i], at)
						i++
						if l.Best(); depth > 0 {
							l.List(bids, depth)
							l.List(asks, depth)
						}
					}
				})
			}
		}
	}
}
