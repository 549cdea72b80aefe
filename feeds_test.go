package featurizer_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

var (
	feedsN    = flag.Int("feeds", 100, "how many configs TestFeeds draws")
	feedsSeed = flag.Int64("feedseed", 1, "seed of the first")
)

// TestFeeds holds the executors against each other over three feeds: keys of two
// kinds, sources of one id for different keys, whose windows are often one node with
// a name for each, rows over some of it, all late, early, equal and on the ends of
// windows.
func TestFeeds(t *testing.T) {
	for i := range *feedsN {
		seed := *feedsSeed + int64(i)
		t.Run(strconv.FormatInt(seed, 10), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(uint64(seed), 1))
			pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
			length := func() string { return pick("100ms", "300ms", "1s", "1s", "2500ms") }
			kind := func() string {
				if rnd.IntN(2) == 0 {
					return ""
				}
				return ", kind: tumbling, close_delay: " + pick("0s", "500ms", "1s")
			}
			barsOf, sumOf := "window: "+length()+", fill: "+pick("none", "previous")+", close_delay: "+pick("0s", "500ms"), "window: "+length()+kind()
			bars2Of, sum2Of := barsOf, sumOf // often those over trades2 are one node with those over trades
			if rnd.IntN(3) == 0 {
				bars2Of = "window: " + pick("1s", "200ms") + ", fill: " + pick("none", "previous") + ", close_delay: 250ms"
			}
			if rnd.IntN(3) == 0 {
				sum2Of = "window: " + length() + kind()
			}
			bars2, sum2 := pick("bars2", "a2", "z2"), pick("sum2", "aa2", "zz2")
			coarse := rnd.IntN(3) > 0
			var b strings.Builder
			policy := pick("", "", ", late: drop", ", reorder: 300ms")
			fmt.Fprintf(&b, `version: 1
lanes: %s
emitters:
  one: {type: script}
  two: {type: script}
  fees: {type: script}
sources:
  trades: {definition: market.trade, emitter: one, keys: [{exchange: [X, Y], symbol: [A, B, C]}]%s}
  quotes: {definition: market.quote, emitter: one, keys: [{exchange: [X, Y], symbol: [A, B, C]}]%s}
  trades2: {definition: market.trade, emitter: two, keys: [{exchange: [V, W], symbol: [A, B]}]}
  fee: {definition: generic.record, emitter: fees, keys: [{exchange: [X, Y, W]}], params: {fields: {rate: float, name: string}}}
warmup: %s
features:
  sum: {definition: window.sum, inputs: [trades.amount], params: {%s}}
  %s: {definition: window.sum, inputs: [trades2.amount], params: {%s}}
  cnt: {definition: window.count, inputs: [sum], params: {window: %s%s}}
  rate: {definition: window.%s, inputs: [fee.rate], params: {window: %s%s}}
  rate2: {definition: transform.%s, inputs: [fee.rate], params: {every: %s}}
  bars: {definition: bars.ohlcv, inputs: [trades], params: {%s}}
  %s: {definition: bars.ohlcv, inputs: [trades2], params: {%s}}
  up2: {definition: window.mean, inputs: [%s.close], params: {window: %s%s}}
  mid: {definition: price.mid_price, inputs: [quotes]}
  j: {definition: join.latest, inputs: [mid, sum], params: {when: %s}}
  both: {definition: join.latest, inputs: [sum, %s]}
  jt: {definition: join.asof, inputs: [trades, mid], params: {max_age: %s}}
`, pick("1", "2", "64"), policy, policy, pick("drop", "drop", "keep", "null"), sumOf, sum2, sum2Of, length(), kind(), pick("sum", "last", "count"), length(), kind(), pick("sample", "throttle"), length(),
				barsOf, bars2, bars2Of, bars2, length(), kind(), pick("any", "mid", "sum"), sum2, length())
			if rnd.IntN(4) > 0 {
				slots := []string{"sum", "bars", "mid", "cnt", "j", "jt"}
				if coarse {
					slots = append(slots, "rate", "rate2")
				}
				switch rnd.IntN(5) {
				case 0:
					slots = []string{bars2, "up2", sum2}
				case 1:
					slots = append(slots, bars2, sum2)
				}
				rnd.Shuffle(len(slots), func(i, j int) { slots[i], slots[j] = slots[j], slots[i] })
				slots = slots[:1+rnd.IntN(len(slots))]
				fmt.Fprintf(&b, "rows: {features: [%s], when: %s, missing: %s, ages: %v}\n", strings.Join(slots, ", "), pick("any", "any", "every 300ms", "every 1s", pick(slots...), pick(slots...)), pick("wait", "null"), rnd.IntN(3) == 0)
			}
			text := b.String()
			received := event.Time(1_700_000_000_000_000_000)
			var events []scriptedEvent
			for k := range 1 + rnd.IntN(250) {
				received += event.Time([]int64{0, 0, 1, 1e6, 40e6, 100e6, 250e6, 500e6, 1e9}[rnd.IntN(9)])
				if rnd.IntN(3) == 0 {
					received = (received + 5e8 - 1).Floor(5e8)
				}
				at := received + event.Time([]int64{-3e6, 0, 0, 7e6, -1200e6, 600e6}[rnd.IntN(6)])
				if rnd.IntN(3) == 0 {
					at = at.Floor(1e8)
				}
				e := event.Event{Arrived: received, SourceTime: at}
				s := scriptedEvent{}
				price := float64(95 + rnd.IntN(10))
				switch rnd.IntN(5) {
				case 0, 1:
					s.source, s.key = "trades", "exchange="+pick("X", "X", "Y")+"\x1fsymbol="+pick("A", "B", "C")
					e.Payload = &market.Trade{Price: price, Amount: float64(rnd.IntN(4)), Side: market.Buy}
					if rnd.IntN(3) == 0 {
						e.Native = event.ID{Text: strconv.Itoa(rnd.IntN(40))}
					}
				case 2:
					s.source, s.key = "quotes", "exchange="+pick("X", "Y")+"\x1fsymbol="+pick("A", "B", "C")
					e.Payload = &market.Quote{Bid: price, BidSize: 1, Ask: price + 1, AskSize: 2}
				case 3:
					s.source, s.key = "trades2", "exchange="+pick("V", "W")+"\x1fsymbol="+pick("A", "B")
					e.Payload = &market.Trade{Price: price, Amount: float64(rnd.IntN(4))}
				default:
					s.source, s.key = "fee", "exchange="+pick("X", "X", "Y", "W")
					e.Payload = &event.Record{Values: []event.Value{event.Float(price / 7), event.String(fmt.Sprint("n", k))}}
				}
				if rnd.IntN(60) == 0 {
					e.Payload, e.SourceTime, e.Native = nil, event.Unset, event.ID{}
					e.Control = &event.Control{Kind: event.Gap, Source: s.source}
				}
				s.event = e
				events = append(events, s)
			}
			slow := runText(t, text, events, featurizer.Options{Control: true, Executor: featurizer.ReferenceExecutor})
			for _, o := range []featurizer.Options{
				{Executor: featurizer.StepExecutor}, {Executor: featurizer.BatchExecutor, BatchSize: 1 + rnd.IntN(30), Threads: 1 + rnd.IntN(4)},
			} {
				o.Control = true
				fast := runText(t, text, events, o)
				if fast.lines != slow.lines {
					t.Fatalf("%s and reference differ at %s\n%s", o.Executor, firstDifference(fast.lines, slow.lines), text)
				}
				a, b := fast.summary.Tally, slow.summary.Tally
				if a.Rows != b.Rows || a.Outputs != b.Outputs || a.Warmup != b.Warmup {
					t.Fatalf("%+v counts %+v, reference %+v\n%s", o, a, b, text)
				}
			}
		})
	}
}
