package featurizer_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// oracleLines is how many lines of each recording the reference executor gets
// through in a second or two.
const oracleLines = 5000

// TestRecordedOracle compares the step executor with the reference executor byte
// by byte, with every definition, over recordings and over two of them merged.
func TestRecordedOracle(t *testing.T) {
	text, rows := allFeatures(t)
	tests := [][]excerpt{{usdmBTC.first(t, oracleLines), usdmETH.first(t, oracleLines)}}
	for _, r := range recordings() {
		tests = append(tests, []excerpt{r.first(t, oracleLines)})
	}
	for _, excerpts := range tests {
		t.Run(excerpts[0].name+strings.Repeat(" merged", len(excerpts)-1), func(t *testing.T) {
			sameOnAll(t, configOf(t, text, nil, excerpts...), standardRegistry(t))
			sameOnAll(t, configOf(t, text+rows, nil, excerpts...), standardRegistry(t))
		})
	}
}

// manySymbols is the head of the config of TestOracleOfManySymbols.
const manySymbols = `version: 1
emitters:
  feed:  {type: script, feed: made}
  waves: {type: synthetic, start: 2023-11-14T22:13:20Z, duration: 4s, feed: made}
keys:
  - {symbol: [%s]}
sources:
  quotes: {definition: market.quote, emitter: feed}
  trades: {definition: market.trade, emitter: feed}
  deltas: {definition: market.book_delta, emitter: feed}
  wave:   {definition: synthetic.sine, emitter: waves, params: {step: 400ms, freq: 0.3, mean: 20, amplitude: 5}}
`

// TestOracleOfManySymbols compares the executors as TestRecordedOracle does, over
// made-up events of 100 symbols, without ranks: of each the reference copies all keys.
func TestOracleOfManySymbols(t *testing.T) {
	symbols := make([]string, 100)
	for i := range symbols {
		symbols[i] = fmt.Sprintf("S%03d", i)
	}
	text, rows := allFeatures(t)
	text = without(without(text, "standing"), "wave_apart")
	text = fmt.Sprintf(manySymbols, strings.Join(symbols, ", ")) + text[strings.Index(text, "\nfeatures:")+1:]
	events := madeUpMarket(symbols)
	for _, text := range []string{text, text + rows} {
		c, err := config.Parse(everything, []byte(text), config.Options{})
		if err != nil {
			t.Fatal(err)
		}
		sameOnAll(t, c, registryOf(t, events))
	}
}

// madeUpMarket returns events of some seconds, of symbols at random.
func madeUpMarket(symbols []string) []scriptedEvent {
	random := rand.New(rand.NewPCG(1, 2))
	now := event.Time(1_700_000_000_000_000_000)
	var list []scriptedEvent
	levels := func(price float64) []market.Level {
		var some []market.Level
		for range 1 + random.IntN(4) {
			away := int64(random.IntN(9))
			size := event.Decimal{Mantissa: int64(random.IntN(4)), Scale: 1}
			some = append(some, market.Level{Side: market.Buy, Price: event.Decimal{Mantissa: int64(price) - away}, Size: size},
				market.Level{Side: market.Sell, Price: event.Decimal{Mantissa: int64(price) + 1 + away}, Size: size})
		}
		return some
	}
	for id := uint64(1); id <= 6000; id++ {
		now += event.Time(random.Int64N(2_000_000))
		symbol := random.IntN(len(symbols))
		price := float64(100+symbol) + float64(random.IntN(200))/100
		size := func() float64 { return float64(1+random.IntN(9000)) / 1000 }
		s := scriptedEvent{key: symbols[symbol], event: event.Event{Arrived: now, SourceTime: now - event.Time(random.Int64N(3_000_000))}}
		switch random.IntN(10) {
		case 0:
			s.source, s.event.Payload = "deltas", &market.BookDelta{First: 3 * id, Last: 3*id + 2, Previous: 3*id - 1, Levels: levels(price)}
			switch random.IntN(8) {
			case 0:
				s.event.Payload, s.event.Control = nil, &event.Control{Kind: event.BookInvalid, Source: s.source}
			case 1, 2, 3, 4:
				s.event.Flags = event.Snapshot
			}
		case 1, 2, 3:
			side := []market.Side{market.Buy, market.Sell}[random.IntN(2)]
			s.source, s.event.Payload = "trades", &market.Trade{Price: price, Amount: size(), Side: side, ID: event.ID{Number: id}}
		default:
			s.source, s.event.Payload = "quotes", &market.Quote{Bid: price - 0.01, BidSize: size(), Ask: price + 0.01, AskSize: size()}
		}
		list = append(list, s)
	}
	return list
}
