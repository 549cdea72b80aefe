package capture

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// delta and answer are depth frames with one level.
func delta(first, last, previous int) string {
	return fmt.Sprintf(`{"e":"depthUpdate","E":5,"T":4,"s":"BTCUSDT","U":%d,"u":%d,"pu":%d,"b":[["1","%d"]],"a":[]}`, first, last, previous, last)
}

func answer(last int) string {
	return fmt.Sprintf(`{"lastUpdateId":%d,"T":3,"bids":[["1","7"],["2","7"]],"asks":[]}`, last)
}

// TestBooks holds what the events of a book are in both forms of a capture.
func TestBooks(t *testing.T) {
	const name = "#0 BTC-USDT-PERP "
	plain := []string{
		"1 " + delta(2, 3, 1), "2 " + delta(5, 6, 3), "3 " + answer(3), "4 " + delta(5, 6, 3), "5 " + delta(9, 9, 6),
		"6 " + answer(8), "7 " + delta(12, 14, 10), "8 " + answer(9), "9 " + answer(13), "10 " + delta(15, 15, 14),
	}
	raw := make([]string, 0, len(plain))
	for i, text := range plain {
		word := []string{"c1 ", "c2 "}[i%2]
		if i == 5 || i == 7 {
			word = `! {"rest":"depth","symbol":"BTCUSDT","body":`
			text += "}"
		}
		var received int
		var frame string
		fmt.Sscanf(text, "%d %s", &received, &frame)
		raw = append(raw, fmt.Sprintf("%d %s%s", received, word, frame))
	}
	raw = slices.Insert(raw, 7, `7 ! {"control":"gap","stream":"depth","symbol":"BTCUSDT"}`, `7 ! {"control":"book_invalid","symbol":"BTCUSDT"}`)
	raw = slices.Insert(raw, 10, `9 ! {"control":"book_resynced","stream":"depth"}`)
	want := []string{
		"1 " + name + "at 4000000 id 3 buy 1e-0 x 3e-0 updates 2 to 3 after 1",
		"2 " + name + "at 4000000 id 6 buy 1e-0 x 6e-0 updates 5 to 6 after 3",
		"3 " + name + "at 3000000 id 3 snapshot buy 2e-0 x 7e-0 buy 1e-0 x 6e-0 updates 0 to 6 after 0",
		"4 " + name + "at 4000000 id 6 buy 1e-0 x 6e-0 updates 5 to 6 after 3",
		"5 " + name + "at 4000000 id 9 buy 1e-0 x 9e-0 updates 9 to 9 after 6",
		"6 " + name + "dropped of books: snapshot 8 is older than the book, which is at update id 9",
		"7 " + name + "gap of books: expected previous update id 9, got 10",
		"7 " + name + "book_invalid of books: gap",
		"7 " + name + "at 4000000 id 14 buy 1e-0 x 14e-0 updates 12 to 14 after 10",
		"8 " + name + "dropped of books: snapshot 9 is older than the deltas that are kept: expected update id 9, got 12 to 14",
		"9 " + name + "book_resynced of books: at update id 14",
		"9 " + name + "at 3000000 id 13 snapshot buy 2e-0 x 7e-0 buy 1e-0 x 14e-0 updates 0 to 14 after 0",
		"10 " + name + "at 4000000 id 15 buy 1e-0 x 15e-0 updates 15 to 15 after 14",
	}
	for form, c := range map[string]struct {
		lines   []string
		ignored uint64
	}{"simple": {plain, 0}, "raw form v1": {raw, 3}} {
		t.Run(form, func(t *testing.T) {
			told, counts, err := setup{dir: lines(t, c.lines...), sources: []string{"books"}}.run(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if want := (source.Counts{Frames: uint64(len(c.lines)), Ignored: c.ignored}); counts != want {
				t.Errorf("counts %+v, want %+v", counts, want)
			}
		})
	}
}

// TestBookControls holds that each source of a book is told, others not, and that
// what is not about the book goes on as it is.
func TestBookControls(t *testing.T) {
	s := setup{sources: []string{"trades", "books", "books"}, dir: lines(
		t,
		"1 "+answer(3), "2 "+delta(5, 6, 4),
		`3 ! {"control":"book_resynced"}`, `4 ! {"control":"book_invalid"}`, `5 ! {"control":"stale","stream":"depth"}`,
		"6 "+answer(6), `7 ! {"control":"disconnected"}`,
	)}
	told, counts, err := s.run(t)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	books := func(text string, details ...string) {
		for _, detail := range details {
			for _, number := range []string{"#1", "#2"} {
				want = append(want, fmt.Sprintf(text, number, detail))
			}
		}
	}
	books("1 %s BTC-USDT-PERP at 3000000 id 3 snapshot %supdates 0 to 3 after 0", "buy 1e-0 x 7e-0 buy 2e-0 x 7e-0 ")
	for _, number := range []string{"#1", "#2"} {
		want = append(want, "2 "+number+" BTC-USDT-PERP gap of books: expected update id 3, got 5 to 6", "2 "+number+" BTC-USDT-PERP book_invalid of books: gap")
	}
	books("2 %s BTC-USDT-PERP at 4000000 id 6 %s updates 5 to 6 after 4", "buy 1e-0 x 6e-0")
	want = append(want, "3 #0 BTC-USDT-PERP book_resynced of trades: ", "4 #0 BTC-USDT-PERP book_invalid of trades: ")
	books("5 %s BTC-USDT-PERP stale of books: %s", "")
	books("6 %s BTC-USDT-PERP book_resynced of books: %s", "at update id 6")
	books("6 %s BTC-USDT-PERP at 3000000 id 6 snapshot %supdates 0 to 6 after 0", "buy 1e-0 x 7e-0 buy 2e-0 x 7e-0 ")
	want = append(want, "7 #0 BTC-USDT-PERP disconnected of trades: ")
	for _, number := range []string{"#1", "#2"} {
		want = append(want, "7 "+number+" BTC-USDT-PERP disconnected of books: ", "7 "+number+" BTC-USDT-PERP book_invalid of books: disconnected")
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if want := (source.Counts{Frames: 7}); counts != want {
		t.Errorf("counts %+v, want %+v", counts, want)
	}
}

// top is the best of both sides as of an update id.
type top struct {
	id    uint64
	quote market.Quote
}

// rebuilt is a book made of the events of a capture, beside the venue's quotes.
type rebuilt struct {
	book     market.Book // in the form that it chooses
	sorted   market.Book
	laddered market.Book
	at       uint64
	valid    bool
	tops     []top // of the book, after each message
	quotes   []top // of the venue
	patched  int   // snapshots with newer deltas in them
	stale    int   // deltas that a snapshot included already
	controls int
}

func (b *rebuilt) take(t *testing.T, e *event.Event) {
	if e.Control != nil {
		b.controls++
		b.valid = b.valid && e.Control.Kind != event.BookInvalid
		return
	}
	switch p := e.Payload.(type) {
	case *market.Quote:
		b.quotes = append(b.quotes, top{e.Native.Number, *p})
	case *market.BookDelta:
		switch {
		case e.Flags&event.Snapshot != 0:
			if p.Last != e.Native.Number {
				b.patched++
			}
			for _, form := range b.forms() {
				form.Load(p.Levels)
			}
			b.at, b.valid = p.Last, true
			b.compare(t)
		case !b.valid || p.Last <= b.at:
			b.stale++
		default:
			for _, form := range b.forms() {
				form.Apply(p.Levels)
			}
			b.at = p.Last
			b.compare(t)
		}
	}
}

func (b *rebuilt) forms() []*market.Book {
	b.sorted.Form, b.laddered.Form = market.Sorted, market.Laddered
	return []*market.Book{&b.sorted, &b.laddered, &b.book}
}

// compare looks at the book after a message: it is one in all forms.
func (b *rebuilt) compare(t *testing.T) {
	levels := 25
	if len(b.tops)%100 == 0 {
		levels = -1
	}
	for _, form := range b.forms()[1:] {
		for _, side := range []market.Side{market.Buy, market.Sell} {
			if !slices.Equal(b.sorted.AppendTop(nil, side, levels), form.AppendTop(nil, side, levels)) || b.sorted.Len(side) != form.Len(side) {
				t.Fatalf("at %d side %s in form %d differs from the sorted one", b.at, side, form.Form)
			}
		}
	}
	bid, isBid := b.book.Best(market.Buy)
	ask, isAsk := b.book.Best(market.Sell)
	if !isBid || !isAsk || bid.Price >= ask.Price {
		t.Fatalf("at %d the book is crossed or empty: %v %v", b.at, bid, ask)
	}
	b.tops = append(b.tops, top{b.at, market.Quote{Bid: bid.Price, BidSize: bid.Size, Ask: ask.Price, AskSize: ask.Size}})
}

// TestBookEqualsTicker rebuilds the books of the recordings from their events and
// compares them after each message with the venue's own best bid and offer:
// the newest that is not newer than the message.
func TestBookEqualsTicker(t *testing.T) {
	folder := os.Getenv("FEATURIZER_TESTDATA")
	if folder == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to read")
	}
	for _, c := range []struct {
		file, venue, symbol string
		compared, stale     int
	}{
		{"spot_btcusdt_20240808.gz", "binance-spot", "BTC-USDT", 3449, 3},
		{"usdm_btcusdt_20240808.gz", "binance-usdm", "BTC-USDT-PERP", 6546, 6},
		{"usdm_ethusdt_20240808.gz", "binance-usdm", "ETH-USDT-PERP", 6580, 7},
		{"cm_btcusd_perp_20240808.gz", "binance-coinm", "BTC-USD-PERP", 26823, 25},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			s := setup{dir: filepath.Join(folder, "hftbacktest"), symbols: []string{c.symbol}, sources: []string{"quotes", "books"}}
			s.Venue, s.Path = c.venue, []string{c.file}
			b := &rebuilt{}
			e := s.emitter(t, func(e *event.Event) error {
				b.take(t, e)
				return nil
			})
			if err := e.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			compared, same := 0, 0
			for _, have := range b.tops {
				newer, _ := slices.BinarySearchFunc(b.quotes, have.id+1, func(q top, id uint64) int { return int(q.id) - int(id) })
				if newer == 0 {
					continue
				}
				compared++
				if b.quotes[newer-1].quote == have.quote {
					same++
				} else if compared-same < 5 {
					t.Errorf("at %d the book has %v, the venue's quote %d %v", have.id, have.quote, b.quotes[newer-1].id, b.quotes[newer-1].quote)
				}
			}
			t.Logf("%s: %d of %d books equal the ticker; %d deltas stale or before the snapshot, %d snapshots brought up to date, %d controls",
				c.file, same, compared, b.stale, b.patched, b.controls)
			if same != compared || compared < c.compared || b.stale != c.stale || b.patched != 1 || b.controls != 0 {
				t.Errorf("want at least %d, all equal, %d stale, 1 snapshot and 0 controls", c.compared, c.stale)
			}
		})
	}
}
