package capture

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// tally is what a recording of cryptofeed is made of.
type tally struct {
	Connected, Trades, Quotes, Deltas, Snapshots, Candles int
	Chained                                               int // deltas that follow the one before
	Compared, Same                                        int // books that have a quote, and equal it
	Others                                                int // controls other than connected
	Counts                                                source.Counts
}

// follower takes the events of one recording.
type follower struct {
	tally

	books   map[*event.Key]*rebuilt
	last    map[*event.Key]uint64
	arrived event.Time
}

func (f *follower) take(t *testing.T, e *event.Event) error {
	if e.Arrived < f.arrived {
		t.Errorf("received %d after %d", e.Arrived, f.arrived)
	}
	f.arrived = e.Arrived
	if f.books[e.Key] == nil {
		f.books[e.Key] = &rebuilt{}
	}
	switch p := e.Payload.(type) {
	case nil:
		if e.Control.Kind == event.Connected {
			f.Connected++
		} else {
			f.Others++
		}
	case *market.Trade:
		f.Trades++
	case *market.Candle:
		f.Candles++
	case *market.Quote:
		f.Quotes++
		f.books[e.Key].take(t, e)
	case *market.BookDelta:
		f.books[e.Key].take(t, e)
		if e.Flags&event.Snapshot != 0 {
			f.Snapshots++
			break
		}
		f.Deltas++
		if last := f.last[e.Key]; last > 0 && (p.Previous == last || p.First == last+1) {
			f.Chained++
		}
		f.last[e.Key] = p.Last
	}
	return nil
}

// compare compares the books after each message with the newest quote that is not
// newer.
func (f *follower) compare(t *testing.T) {
	for key, b := range f.books {
		for _, have := range b.tops {
			newer, _ := slices.BinarySearchFunc(b.quotes, have.id+1, func(q top, id uint64) int { return int(q.id) - int(id) })
			if newer == 0 {
				continue
			}
			f.Compared++
			if b.quotes[newer-1].quote == have.quote {
				f.Same++
			} else {
				t.Logf("%s at %d: the book has %v, quote %d %v", key, have.id, have.quote, b.quotes[newer-1].id, b.quotes[newer-1].quote)
			}
		}
	}
}

// TestCryptofeedRecordings reads recordings of cryptofeed: what is in them, that
// the update ids chain, and that books equal the venue's own best bid and offer. In
// the last recording the REST answers of two symbols lack orders at the best price
// that the quotes before and after them show; the next deltas of the price mend it.
func TestCryptofeedRecordings(t *testing.T) {
	root := os.Getenv("FEATURIZER_TESTDATA")
	if root == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to read")
	}
	for _, c := range []struct {
		name, venue string
		symbols     []string
		want        tally
	}{
		{"BINANCE", "binance-spot", []string{"NKN-USDT", "BLZ-ETH", "LRC-BTC", "RUNE-EUR"}, tally{
			Connected: 16, Trades: 2, Quotes: 84, Deltas: 177, Snapshots: 4, Candles: 2, Chained: 173, Compared: 159, Same: 159,
			Counts: source.Counts{Frames: 272, Ignored: 2},
		}},
		{"BINANCE_FUTURES", "binance-usdm", []string{"SUSHI-USDT-PERP", "AKRO-USDT-PERP", "KEEP-USDT-PERP", "CTK-USDT-PERP"}, tally{
			Connected: 16, Trades: 91, Quotes: 613, Deltas: 764, Snapshots: 4, Candles: 67, Chained: 760, Compared: 745, Same: 745,
			Counts: source.Counts{Frames: 1542, Ignored: 2},
		}},
		{"BINANCE_DELIVERY", "binance-coinm", []string{
			"LINK-USD-211231", "LINK-USD-PERP", "TRX-USD-PERP", "ETC-USD-PERP", "BTC-USD-211231",
			"XRP-USD-PERP", "EOS-USD-PERP", "BCH-USD-PERP", "BCH-USD-210924", "ETH-USD-210924",
		}, tally{
			Connected: 40, Trades: 51, Quotes: 2240, Deltas: 2047, Snapshots: 10, Candles: 33, Chained: 2037, Compared: 1793, Same: 1789,
			Counts: source.Counts{Frames: 4384, Ignored: 2},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := setup{dir: filepath.Join(root, "cryptofeed"), symbols: c.symbols, sources: []string{"trades", "quotes", "books", "candles"}}
			s.Venue, s.Path = c.venue, []string{c.name + ".*"}
			f := &follower{books: map[*event.Key]*rebuilt{}, last: map[*event.Key]uint64{}}
			e := s.emitter(t, func(e *event.Event) error { return f.take(t, e) })
			if err := e.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.compare(t)
			f.Counts = e.Counts()
			if diff := cmp.Diff(c.want, f.tally); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
