package featurizer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/standard"
)

// TestTickReleasesWhatWaits holds that a tick lets go events that wait to be
// sorted, and that nothing is received at or before a tick.
func TestTickReleasesWhatWaits(t *testing.T) {
	c := must(config.Parse("mid.yaml", []byte(`version: 1
sources: {quotes: {definition: market.quote, reorder: 1s}}
features: {mid: {definition: price.mid_price}}
`), config.Options{}))
	g := must(featurizer.NewFeatureStreamGraph(c, must(standard.Registry())))
	var received []event.Time
	must(0, g.SetCallback("mid", func(o *event.Output) { received = append(received, o.Received) }))
	key := must(g.Key(event.Pair{Name: "symbol", Value: "X"}))
	second := event.Time(time.Second)
	emit := func(at event.Time) {
		must(0, g.Emit("quotes", event.Event{Key: key, SourceTime: at, Payload: &market.Quote{Bid: 1, Ask: 2}}))
	}
	emit(5 * second)
	must(0, g.Tick(100*second))
	emit(6 * second)
	must(0, g.Tick(200*second))
	if want := []event.Time{6 * second, 100*second + 1}; !slices.Equal(received, want) {
		t.Errorf("received %v, want %v", received, want)
	}
}

// TestEmitRefusesWhatIsNoEvent names what is wrong with an event handed in.
func TestEmitRefusesWhatIsNoEvent(t *testing.T) {
	c := must(config.Parse("mid.yaml", []byte(`version: 1
sources: {quotes: {definition: market.quote}}
features: {mid: {definition: price.mid_price}}
`), config.Options{}))
	g := must(featurizer.NewFeatureStreamGraph(c, must(standard.Registry())))
	key := must(g.Key(event.Pair{Name: "symbol", Value: "X"}))
	for _, e := range []struct {
		source string
		event  event.Event
		want   string
	}{
		{"trades", event.Event{Key: key, Payload: &market.Quote{}}, `none of that name`},
		{"quotes", event.Event{Key: key, Payload: &market.Trade{}}, `not a *market.Quote`},
		{"quotes", event.Event{Payload: &market.Quote{}}, `no key`},
	} {
		if err := g.Emit(e.source, e.event); err == nil || !strings.Contains(err.Error(), e.want) {
			t.Errorf("error %v, want one with %s", err, e.want)
		}
	}
	if err := g.SetCallback("vol", nil); err == nil {
		t.Error("a callback for a feature that is not there")
	}
}
