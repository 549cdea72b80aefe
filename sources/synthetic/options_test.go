package synthetic_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/synthetic"
)

func TestBadOptions(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(o *synthetic.Options)
		want   string
	}{
		{"start", func(o *synthetic.Options) { o.Start = "yesterday" }, `start: expected a time such as 2024-01-01T00:00:00Z, got "yesterday"`},
		{"tick", func(o *synthetic.Options) { o.Tick = 1e-19 }, "tick: 1e-19 has too many digits"},
		{"fine tick", func(o *synthetic.Options) { o.Tick = 0.1234567890123456 }, "tick: 0.1234567890123456 has too many digits"},
		{"lot", func(o *synthetic.Options) { o.Lot = 1e13 }, "lot: 1e+13 has too many digits"},
		{"low price", func(o *synthetic.Options) { o.Price = 0.3 }, "price: 0.3 is too low for a book with 20 levels of 0.01 on each side: it takes at least 0.41"},
		{"deep book", func(o *synthetic.Options) { o.Tick, o.Depth = 1, 50 }, "price: 100 is too low for a book with 50 levels of 1 on each side: it takes at least 101"},
		{"high price", func(o *synthetic.Options) { o.Price = 1e15 }, "price: 1e+15 is too high for a tick of 0.01: a price has at most 15 digits"},
	} {
		o := defaults(t)
		c.change(o)
		_, err := synthetic.Type().New("made", "", o)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := synthetic.Type().New("made", "", &struct{}{}); err == nil {
		t.Error("it takes the options of another emitter")
	}
}

func TestForeignSource(t *testing.T) {
	e := open(t, defaults(t))
	s := declare(t, 0, market.Trades.Definition, "BTC")
	s.Definition = &source.Definition{Name: "market.candle"}
	const want = "it makes up market.trade, market.quote, market.book_delta and synthetic.sine, not market.candle"
	if err := e.Register(s, func(*event.Event) error { return nil }); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestZeroOptions holds that a price, tick, lot and depth that are left out in Go
// are those of an empty config.
func TestZeroOptions(t *testing.T) {
	o := defaults(t)
	want := byStream(t, o, all(t, "BTC"))
	o.Price, o.Tick, o.Lot, o.Depth = 0, 0, 0, 0
	if diff := cmp.Diff(want, byStream(t, o, all(t, "BTC"))); diff != "" {
		t.Errorf("(-defaults +zero):\n%.1000s", diff)
	}
}
