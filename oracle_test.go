package featurizer_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
)

func market0() *param.Spec {
	spec, err := param.For[struct{}]()
	if err != nil {
		panic(err)
	}
	return spec
}

const oracleHead = `version: 1
emitters:
  feed: {type: script}
keys:
  - {symbol: [A, B]}
sources:
  quotes: {definition: market.quote, emitter: feed%s}
  trades: {definition: market.trade, emitter: feed%s}
  deltas: {definition: market.book_delta, emitter: feed}
`

// drawEvents draws events of three sources and two keys: equal times, jumps, late
// and early claims, absent sides, gaps, books that are lost.
func drawEvents(t *rapid.T) []scriptedEvent {
	received := event.Time(1_700_000_000_000_000_000)
	clock := received
	var list []scriptedEvent
	for i := range rapid.IntRange(1, 80).Draw(t, "events") {
		received += event.Time(rapid.SampledFrom([]int64{0, 1, 1e6, 40e6, 250e6, 1e9, 5e9}).Draw(t, "received"))
		switch rapid.IntRange(0, 9).Draw(t, "claim") {
		case 0: // the same time again
		case 1:
			clock = received - event.Time(rapid.Int64Range(0, 4e9).Draw(t, "late"))
		case 2:
			clock = received + event.Time(rapid.Int64Range(0, 90e9).Draw(t, "ahead"))
		default:
			clock = received + event.Time(rapid.SampledFrom([]int64{-3e6, 0, 7e6, 1200e6}).Draw(t, "skew"))
		}
		if rapid.IntRange(0, 3).Draw(t, "round") == 0 {
			clock = clock.Floor(100e6)
		}
		e := event.Event{Arrived: received, SourceTime: clock}
		s := scriptedEvent{key: rapid.SampledFrom([]string{"A", "A", "B"}).Draw(t, "key")}
		price := float64(rapid.IntRange(95, 105).Draw(t, "price"))
		switch rapid.IntRange(0, 2).Draw(t, "source") {
		case 0:
			drawMessage(t, &s, &e, uint64(i))
		case 1:
			s.source = "trades"
			e.Payload = &market.Trade{
				Price: price, Amount: float64(rapid.IntRange(0, 3).Draw(t, "amount")) / 3,
				Side: rapid.SampledFrom([]market.Side{market.Buy, market.Sell, market.NoSide}).Draw(t, "side"),
				ID:   event.ID{Number: uint64(i + 1)},
			}
			if rapid.IntRange(0, 3).Draw(t, "native") == 0 {
				e.Native = event.ID{Number: uint64(rapid.IntRange(1, 20).Draw(t, "id"))}
			}
		default:
			s.source = "quotes"
			q := &market.Quote{Bid: price - 0.1, BidSize: float64(rapid.IntRange(1, 9).Draw(t, "size")), Ask: price + 0.1, AskSize: 3}
			if rapid.IntRange(0, 9).Draw(t, "one side") == 0 {
				q.Bid, q.BidSize = event.Null(), event.Null()
			}
			e.Payload = q
		}
		if rapid.IntRange(0, 40).Draw(t, "gap") == 0 {
			e.Payload, e.SourceTime = nil, event.Unset
			e.Control = &event.Control{Kind: event.Gap, Source: s.source}
		}
		s.event = e
		list = append(list, s)
	}
	return list
}

// drawMessage draws a message of a book, or what a venue's policy tells of it.
func drawMessage(t *rapid.T, s *scriptedEvent, e *event.Event, id uint64) {
	s.source = "deltas"
	if rapid.IntRange(0, 5).Draw(t, "invalid") == 0 {
		e.SourceTime = event.Unset
		e.Control = &event.Control{Kind: event.BookInvalid, Source: s.source}
		return
	}
	if rapid.IntRange(0, 3).Draw(t, "snapshot") == 0 {
		e.Flags = event.Snapshot
	}
	d := &market.BookDelta{Last: id - min(id, rapid.Uint64Range(0, 3).Draw(t, "back"))}
	for range rapid.IntRange(0, 5).Draw(t, "levels") {
		d.Levels = append(d.Levels, market.Level{
			Side:  rapid.SampledFrom([]market.Side{market.Buy, market.Sell}).Draw(t, "side of level"),
			Price: event.Decimal{Mantissa: rapid.Int64Range(95, 105).Draw(t, "level")},
			Size:  event.Decimal{Mantissa: rapid.Int64Range(0, 3).Draw(t, "size of level"), Scale: 1},
		})
	}
	e.Payload = d
}

// drawGraph draws a config: features on features, and perhaps rows.
func drawGraph(t *rapid.T) string {
	var b strings.Builder
	policy := rapid.SampledFrom([]string{"", "", ", late: drop", ", reorder: 300ms"}).Draw(t, "policy")
	fmt.Fprintf(&b, oracleHead, policy, policy)
	fmt.Fprintf(&b, "warmup: %s\nfeatures:\n", rapid.SampledFrom([]string{"drop", "drop", "keep", "null"}).Draw(t, "warmup"))
	numbers := []string{"quotes.bid", "quotes.ask_size", "trades.price", "trades.amount"}
	streams := []string{"quotes", "trades"}
	books := []string{"deltas"}
	var names []string
	length := func(label string) string {
		return rapid.SampledFrom([]string{"1ms", "100ms", "300ms", "1s", "2500ms", "7s"}).Draw(t, label)
	}
	span := func(label string) string { // of a sliding window
		if rapid.IntRange(0, 2).Draw(t, "counted") == 0 {
			return rapid.SampledFrom([]string{"1 event", "2 events", "3 events", "7 events", "20 events"}).Draw(t, label)
		}
		return length(label)
	}
	for i := range rapid.IntRange(1, 8).Draw(t, "features") {
		name := fmt.Sprintf("%c%d", 'a'+rune(rapid.IntRange(0, 25).Draw(t, "letter")), i)
		x := rapid.SampledFrom(numbers).Draw(t, "x")
		y := rapid.SampledFrom(numbers).Draw(t, "y")
		fields := []string{"value"}
		var line string
		switch rapid.IntRange(0, 30).Draw(t, "definition") {
		case 27, 28:
			line = drawCross(t, x)
			if !strings.Contains(line, "rank") { // of one key, so that no other feature can read it with those of two
				fmt.Fprintf(&b, "  %s: %s\n  %sx: %s\n", name, line, name, overCross(t, name))
				names = append(names, name, name+"x")
				continue
			}
		case 0:
			line, fields = "{definition: price.mid_price}", []string{"mid_price"}
		case 1:
			line, fields = "{definition: spread.relative, inputs: [quotes]}", []string{"spread"}
		case 2:
			line, fields = fmt.Sprintf("{definition: volatility.stddev, inputs: [%s], params: {window: %s}}", x, span("w")), []string{"volatility"}
		case 3:
			line, fields = fmt.Sprintf("{definition: flow.trade_volume_imbalance, params: {window: %s}}", span("w")), []string{"tvi"}
		case 4, 5:
			fill := rapid.SampledFrom([]string{"none", "previous"}).Draw(t, "fill")
			line = fmt.Sprintf("{definition: bars.ohlcv, params: {window: %s, fill: %s, close_delay: %s}}", length("w"), fill, rapid.SampledFrom([]string{"0s", "100ms", "2s"}).Draw(t, "delay"))
			fields = []string{"open", "high", "low", "close", "volume", "vwap", "trades"}
			if strings.Contains(line, "window: 1ms") {
				line = strings.Replace(line, "1ms", "50ms", 1) // filled windows of a millisecond are many
			}
		case 6, 7, 8, 29, 30:
			kind := rapid.SampledFrom([]string{"sliding", "tumbling", "session"}).Draw(t, "kind")
			of := rapid.SampledFrom([]string{"count", "sum", "mean", "min", "max", "first", "last", "stddev", "variance", "skew", "median", "quantile"}).Draw(t, "of")
			window := "window: " + length("w")
			switch kind {
			case "sliding":
				window = "window: " + span("w")
			case "session":
				window = "gap: " + length("gap")
			}
			if of == "quantile" {
				kind += ", q: " + rapid.SampledFrom([]string{"0", "0.1", "0.5", "0.93", "1"}).Draw(t, "q")
			}
			line = fmt.Sprintf("{definition: window.%s, inputs: [%s], params: {%s, kind: %s, close_delay: %s}}", of, x, window, kind, rapid.SampledFrom([]string{"0s", "500ms"}).Draw(t, "delay"))
		case 9:
			line = fmt.Sprintf("{definition: transform.diff, inputs: [%s], params: {window: %s, relative: %v}}", x, span("w"), rapid.Bool().Draw(t, "relative"))
		case 10:
			line = fmt.Sprintf("{definition: transform.lag, inputs: [%s], params: {by: %s}}", x, rapid.SampledFrom([]string{"1s", "300ms", "1 events", "3 events"}).Draw(t, "by"))
		case 11:
			line = fmt.Sprintf("{definition: transform.ewma, inputs: [%s], params: {tau: %s}}", x, length("w"))
		case 12:
			line = fmt.Sprintf("{definition: transform.sample, inputs: [%s], params: {every: %s}}", x, length("w"))
		case 13:
			line = fmt.Sprintf("{definition: transform.throttle, inputs: [%s], params: {every: %s}}", x, length("w"))
		case 14:
			line = fmt.Sprintf("{definition: transform.unique, inputs: [%s]}", x)
		case 18:
			depth := rapid.SampledFrom([]string{"-1", "5", "7"}).Draw(t, "depth")
			line = fmt.Sprintf("{definition: book.snapshot, inputs: [%s], params: {depth: %s}}", rapid.SampledFrom(books).Draw(t, "book"), depth)
			if rapid.Bool().Draw(t, "every") {
				line = strings.Replace(line, "}}", ", every: "+length("every")+"}}", 1)
			}
			books, names = append(books, name), append(names, name)
			fmt.Fprintf(&b, "  %s: %s\n", name, line)
			continue
		case 19:
			definition := rapid.SampledFrom([]string{"price.mid_price mid_price", "spread.relative spread", "book.microprice microprice", "book.imbalance imbalance"}).Draw(t, "of book")
			definition, field, _ := strings.Cut(definition, " ")
			line, fields = fmt.Sprintf("{definition: %s, inputs: [%s]}", definition, rapid.SampledFrom(books).Draw(t, "book")), []string{field}
		case 20:
			line, fields = fmt.Sprintf("{definition: book.order_flow_imbalance, params: {window: %s}}", span("w")), []string{"ofi"}
		case 21:
			of := rapid.SampledFrom([]string{"min_max", "zscore"}).Draw(t, "scale")
			line = fmt.Sprintf("{definition: transform.%s, inputs: [%s], params: {window: %s}}", of, x, span("w"))
		case 22:
			by := rapid.SampledFrom([]string{"1s", "300ms", "1 events", "3 events"}).Draw(t, "by")
			line = fmt.Sprintf("{definition: transform.return, inputs: [%s], params: {by: %s, log: %v}}", x, by, rapid.Bool().Draw(t, "log"))
		case 23:
			line = fmt.Sprintf("{definition: transform.cumsum, inputs: [%s], params: {reset: %s}}", x, rapid.SampledFrom([]string{"never", "day"}).Draw(t, "reset"))
			if rapid.Bool().Draw(t, "time") {
				line = fmt.Sprintf("{definition: time.%s, inputs: [%s], params: {zone: Asia/Kolkata}}",
					rapid.SampledFrom([]string{"hour", "minute", "weekday", "session"}).Draw(t, "of time"), rapid.SampledFrom(streams).Draw(t, "timed"))
			}
		case 24:
			of := rapid.SampledFrom([]string{"cov", "corr", "beta"}).Draw(t, "of pairs")
			kind := rapid.SampledFrom([]string{"window: " + span("w"), "kind: tumbling, window: " + length("w"), "kind: session, gap: " + length("gap")}).Draw(t, "kind")
			line = fmt.Sprintf("{definition: window.%s, inputs: [%s, %s], params: {%s}}", of, x, y, kind)
		case 25:
			line, fields = fmt.Sprintf("{definition: price.vwap, params: {window: %s}}", span("w")), []string{"vwap"}
			if rapid.Bool().Draw(t, "realized") {
				line, fields = fmt.Sprintf("{definition: volatility.realized, inputs: [%s], params: {window: %s}}", x, span("w")), []string{"volatility"}
			}
		case 26:
			kind := rapid.SampledFrom([]string{"tick", "volume", "dollar"}).Draw(t, "bars")
			line = fmt.Sprintf("{definition: bars.%s, params: {threshold: %s}}", kind, rapid.SampledFrom([]string{"1", "3", "100"}).Draw(t, "threshold"))
			fields = []string{"open", "high", "low", "close", "volume", "vwap", "trades", "start_time"}
		case 15:
			a, c := rapid.SampledFrom(streams).Draw(t, "left"), rapid.SampledFrom(streams).Draw(t, "right")
			if a == c {
				continue
			}
			line = fmt.Sprintf("{definition: join.latest, inputs: [%s, %s], params: {when: %s}}", a, c, rapid.SampledFrom([]string{"any", a, c}).Draw(t, "when"))
			if rapid.Bool().Draw(t, "asof") {
				line = fmt.Sprintf("{definition: join.asof, inputs: [%s, %s], params: {max_age: %s}}", a, c, length("age"))
			}
			fields = nil
		default:
			text := rapid.SampledFrom([]string{
				"%s + %s * 2", "%s / %s", "%s > %s ? 1 : 0", "max(%s, %s) - 100", "log(%s - 100) + %s",
				"coalesce(%s, %s, 7)", "sqrt(%s - %s)", "exp(%s) * %s", "pow(%s, 0.5) + floor(%s)",
				"isnull(%s) || %s > 100", "!(%s == %s)", "-%s + abs(%s)", "%s + %s", "%s + %s",
			}).Draw(t, "text")
			in := []string{x, y}
			if x == y {
				in = in[:1]
			}
			line = fmt.Sprintf("{expr: %q, inputs: [%s]}", fmt.Sprintf(text, x, y), strings.Join(in, ", "))
			fields = []string{"value"}
			if strings.ContainsAny(text, "!|") {
				fields = nil // a bool is no number
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "filtered") == 0 {
			line = filtered(line, x, y)
		}
		fmt.Fprintf(&b, "  %s: %s\n", name, line)
		names = append(names, name)
		streams = append(streams, name)
		for _, f := range fields {
			numbers = append(numbers, name+"."+f)
		}
	}
	if len(names) > 0 && rapid.Bool().Draw(t, "rows") {
		when := rapid.SampledFrom([]string{"any", "every 300ms", "every 1s", names[len(names)-1]}).Draw(t, "when")
		fmt.Fprintf(&b, "rows: {features: [%s], when: %s, missing: %s, ages: %v}\n", strings.Join(names[:(len(names)+1)/2], ", "), when,
			rapid.SampledFrom([]string{"wait", "null"}).Draw(t, "missing"), rapid.Bool().Draw(t, "ages"))
	}
	return b.String()
}

// drawCross draws a feature of both keys.
func drawCross(t *rapid.T, x string) string {
	return rapid.SampledFrom([]string{
		"{definition: cross.mean, inputs: [" + x + "]}",
		"{definition: cross.rank, inputs: [" + x + "]}",
		"{definition: cross.spread, inputs: [" + x + "], params: {a: {symbol: A}, b: {symbol: B}}}",
		"{definition: cross.spread, inputs: [" + x + "], params: {a: {symbol: B}, b: {symbol: A}}}",
	}).Draw(t, "cross")
}

// overCross draws a feature over one of both keys.
func overCross(t *rapid.T, name string) string {
	return rapid.SampledFrom([]string{
		"{expr: \"value * 2\", inputs: [" + name + "]}",
		"{definition: window.mean, inputs: [" + name + "], params: {window: 1s}}",
		"{definition: window.sum, inputs: [" + name + "], params: {window: 300ms, kind: tumbling, close_delay: 500ms}}",
		"{definition: window.count, inputs: [" + name + "], params: {gap: 300ms, kind: session, close_delay: 500ms}}",
		"{definition: transform.lag, inputs: [" + name + "], params: {by: 2 events}}",
		"{definition: transform.unique, inputs: [" + name + "]}",
		"{definition: cross.mean, inputs: [" + name + "]}",
	}).Draw(t, "over")
}

// filtered gives a feature of one number a condition, or one of quotes or trades that
// it takes by default.
func filtered(line, x, y string) string {
	var condition string
	switch {
	case strings.Contains(line, "inputs: ["+x+"]") && !strings.Contains(line, "deltas"):
		condition = x + " > 100 || isnull(" + x + ")"
		if x == y {
			condition = x + " > 1"
		}
	case strings.Contains(line, "flow.") || strings.Contains(line, "bars."):
		condition = "side == 'buy' || price > 100"
	case strings.Contains(line, "order_flow"):
		condition = "bid_size > 4"
	default:
		return line
	}
	return strings.Replace(line, "{", fmt.Sprintf("{where: %q, ", condition), 1)
}

// TestOracle compares the step executor, and the batch executor at sizes that cut
// runs of events in many places, with the reference executor on random graphs and
// events, byte by byte and count by count.
func TestOracle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, events := drawGraph(rt), drawEvents(rt)
		if !strings.Contains(text, "definition: ") || strings.HasSuffix(text, "features:\n") {
			return
		}
		slow := runText(t, text, events, featurizer.Options{Control: true, Executor: featurizer.ReferenceExecutor})
		for _, o := range []featurizer.Options{
			{Executor: featurizer.StepExecutor},
			{Executor: featurizer.BatchExecutor, BatchSize: 1},
			{Executor: featurizer.BatchExecutor, BatchSize: 7, Threads: 2},
			{Executor: featurizer.BatchExecutor, BatchSize: 4096, Threads: 8},
		} {
			o.Control = true
			fast := runText(t, text, events, o)
			if fast.lines != slow.lines {
				rt.Fatalf("%+v and reference differ at %s\n%s\nfast:\n%s", o, firstDifference(fast.lines, slow.lines), text, fast.lines)
			}
			a, b := fast.summary.Tally, slow.summary.Tally
			if a.NaNs != b.NaNs || a.Moved != b.Moved || a.Rows != b.Rows || a.Outputs != b.Outputs || a.Warmup != b.Warmup {
				rt.Fatalf("%+v counts %+v, reference %+v\n%s", o, a, b, text)
			}
		}
	})
}
