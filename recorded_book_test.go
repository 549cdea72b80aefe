package featurizer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

const tickerConfig = `version: 1
emitters: {feed: {type: capture, venue: %s, path: %q}}
keys: [{exchange: %s, symbol: %s}]
sources:
  quotes: {definition: market.quote, emitter: feed}
  deltas: {definition: market.book_delta, emitter: feed}
features:
  top: {definition: book.snapshot, inputs: [deltas], params: {depth: 1}}
`

// bests are best bids and offers as of update ids.
type bests struct {
	ids    []uint64
	quotes []market.Quote
}

func (b *bests) add(id uint64, q market.Quote) {
	b.ids, b.quotes = append(b.ids, id), append(b.quotes, q)
}

// at returns the newest quote that is not newer than an update id.
func (b *bests) at(id uint64) (market.Quote, bool) {
	i, _ := slices.BinarySearch(b.ids, id+1)
	if i == 0 {
		return market.Quote{}, false
	}
	return b.quotes[i-1], true
}

// TestBookFeatureEqualsTicker runs whole recordings through the pipeline and compares
// the top of book.snapshot, at every message that changes the book, with the venue's
// own best bid and offer as of its update id: price and size, bit by bit.
func TestBookFeatureEqualsTicker(t *testing.T) {
	folder := os.Getenv(testdata)
	if folder == "" {
		t.Skipf("%s is not set: it names the folder of recorded captures", testdata)
	}
	least := map[string]int{"usdm-btc": 6546, "usdm-eth": 6580, "spot-btc": 3449, "coinm-btc": 26823}
	for _, r := range recordings() {
		t.Run(r.name, func(t *testing.T) {
			path := filepath.Join(folder, "hftbacktest", r.file)
			c, err := config.Parse("ticker.yaml", fmt.Appendf(nil, tickerConfig, r.venue, path, r.exchange, r.symbol), config.Options{})
			check(t, err)
			ticker, book := tops(t, c)
			compared := 0
			for i, id := range book.ids {
				want, some := ticker.at(id)
				if !some {
					continue
				}
				if compared++; book.quotes[i] != want {
					t.Fatalf("at update id %d the book is %v, the ticker %v", id, book.quotes[i], want)
				}
			}
			t.Logf("%d of %d books compared with %d quotes", compared, len(book.ids), len(ticker.ids))
			if compared < least[r.name] {
				t.Errorf("%d books compared, want at least %d", compared, least[r.name])
			}
		})
	}
}

// tops runs a config and returns the quotes of its source, and the tops of its book
// feature.
func tops(t *testing.T, c *config.Config) (ticker, book bests) {
	t.Helper()
	p, err := featurizer.Build(c, standardRegistry(t), featurizer.Options{})
	check(t, err)
	var seq, id uint64 // of the message
	check(t, p.OnSource("quotes", func(e *event.Event) {
		if q, ok := e.Payload.(*market.Quote); ok {
			ticker.add(e.Native.Number, *q)
		}
	}))
	check(t, p.OnSource("deltas", func(e *event.Event) {
		if d, ok := e.Payload.(*market.BookDelta); ok {
			seq, id = e.Seq, d.Last
		}
	}))
	check(t, p.OnFeature("top", func(o *event.Output) {
		bids, asks := o.Values.At(0).Levels(), o.Values.At(1).Levels()
		if o.Seq != seq || len(bids) != 1 || len(asks) != 1 {
			t.Fatalf("the output of event %d is %#v, and the message is event %d", o.Seq, o.Values.Append(nil), seq)
		}
		book.add(id, market.Quote{Bid: bids[0].Price, BidSize: bids[0].Size, Ask: asks[0].Price, AskSize: asks[0].Size})
	}))
	_, err = p.Run(context.Background())
	check(t, err)
	return ticker, book
}
