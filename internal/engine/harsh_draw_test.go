package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// harshDefs are definitions of a user, which fail with a given chance by the value.
func harshDefs() []*feature.Definition {
	number := func(name string, f func(b *feature.Builder) stream.Of[float64]) *feature.Definition {
		return feature.Define(feature.Meta{Name: name}, func(b *feature.Builder, _ struct{}) stream.Of[float64] { return f(b) }).Definition
	}
	fail := func(x float64) bool { return x > 0 && int64(x*7)%97 == 13 }
	return []*feature.Definition{
		number("user.filter", func(b *feature.Builder) stream.Of[float64] {
			return stream.Filter(feature.Number(b), func(x *float64) bool { return int64(*x*3)%3 != 0 })
		}),
		number("user.mapif", func(b *feature.Builder) stream.Of[float64] {
			return stream.MapIf(feature.Number(b), func(x, out *float64) (bool, error) {
				*out += *x
				if *out > 1e6 || event.IsNull(*out) {
					*out = 0
				}
				return int64(*x*5)%4 != 0, nil
			})
		}),
		number("user.fail", func(b *feature.Builder) stream.Of[float64] {
			return stream.MapIf(feature.Number(b), func(x, out *float64) (bool, error) {
				*out = -1
				if fail(*x) {
					if int64(*x*7)%2 == 0 {
						panic("harsh")
					}
					return true, errBoom
				}
				*out = *x
				return true, nil
			})
		}),
		number("user.failmap", func(b *feature.Builder) stream.Of[float64] {
			return stream.Map(feature.Number(b), func(x *float64) float64 {
				if fail(*x + 1) {
					panic("map")
				}
				return 1 / (*x - 100)
			})
		}),
		number("user.failfold", func(b *feature.Builder) stream.Of[float64] {
			return stream.Slide(feature.Number(b), 700, stream.Then(stream.Sum(), func(x float64) float64 {
				if fail(x + 2) {
					panic("slide")
				}
				return x
			}))
		}),
		number("user.failtumble", func(b *feature.Builder) stream.Of[float64] {
			return stream.Tumble(feature.Number(b), stream.Tumbling{Window: 900, CloseDelay: 200}, stream.FoldOf(stream.Then(stream.Sum(), func(x float64) float64 {
				if fail(x + 3) {
					panic("tumble")
				}
				return x
			})))
		}),
		number("user.map2", func(b *feature.Builder) stream.Of[float64] {
			x, y := feature.Number(b), feature.Number(b)
			return stream.Map2(x, y, func(a, b *float64) float64 { return *a - 2**b })
		}),
		number("user.gate", func(b *feature.Builder) stream.Of[float64] { // of two: passes by both
			x, y := feature.Number(b), feature.Number(b)
			return stream.Filter(stream.Map2(x, y, func(a, b *float64) float64 {
				if event.IsNull(*b) {
					return *a
				}
				return *a + *b
			}), func(x *float64) bool { return int64(*x*2)%3 != 0 })
		}),
		number("user.scan", func(b *feature.Builder) stream.Of[float64] {
			return stream.Scan(feature.Number(b), stream.Memory{Unbounded: true}, func(s *tallyText, x, out *float64) (bool, error) {
				s.N++
				s.Text = strconv.FormatInt(s.N%7, 10)
				*out = float64(s.N)
				if fail(*x + 5) {
					return true, errBoom
				}
				return s.N%3 != 0, nil
			})
		}),
		number("user.unique", func(b *feature.Builder) stream.Of[float64] {
			return stream.Unique(stream.Map(feature.Number(b), func(x *float64) float64 { return float64(int64(*x) % 5) }), func(a, b *float64) bool { return *a == *b })
		}),
		feature.Define(feature.Meta{Name: "user.text"}, func(b *feature.Builder, _ struct{}) stream.Of[textual] {
			return stream.Scan(feature.Number(b), stream.Memory{Unbounded: true}, func(s *tallyText, x *float64, out *textual) (bool, error) {
				s.N++
				out.Last, out.Text, out.N = s.Text, fmt.Sprintf("t%v", *x), float64(s.N)
				s.Text = out.Text
				return true, nil
			})
		}).Definition,
	}
}

const harshHead = `
sources:
  q: {definition: generic.record, params: {fields: {v: float, n: int, s: string}}}
  r: {definition: generic.record, params: {fields: {v: float, w: float}}}
  trades: {definition: market.trade}
  quotes: {definition: market.quote}
  deltas: {definition: market.book_delta}
`

func harshGraph(rnd *rand.Rand, onError string) string {
	var b strings.Builder
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	b.WriteString(harshHead)
	fmt.Fprintf(&b, "on_error: %s\nwarmup: %s\nfeatures:\n", onError, pick("drop", "drop", "drop", "keep", "null"))
	numbers := []string{"q.v", "q.n", "r.v", "r.w", "trades.price", "trades.amount", "quotes.bid"}
	if rnd.IntN(3) == 0 {
		numbers = []string{"q.v", "q.n"} // deep over one source
	}
	streams := []string{"q", "r", "trades"}
	var names []string
	length := func() string { return pick("10ns", "100ns", "300ns", "1us", "2500ns", "7us") }
	span := func() string { // of a sliding window
		if rnd.IntN(3) == 0 {
			return pick("1 event", "3 events", "20 events")
		}
		return length()
	}
	n := 1 + rnd.IntN(12)
	if rnd.IntN(12) == 0 {
		n = 80
	}
	for i := range n {
		name := fmt.Sprintf("%c%d", 'a'+rune(rnd.IntN(26)), i)
		x, y := pick(numbers...), pick(numbers...)
		for try := 0; x == y && try < 5; try++ {
			y = pick(numbers...)
		}
		fields := []string{"value"}
		var line string
		switch rnd.IntN(26) {
		case 0:
			line = fmt.Sprintf("{definition: user.filter, inputs: [%s]}", x)
		case 1:
			line = fmt.Sprintf("{definition: user.mapif, inputs: [%s]}", x)
		case 2:
			line = fmt.Sprintf("{definition: user.fail, inputs: [%s]}", x)
		case 3:
			line = fmt.Sprintf("{definition: user.failmap, inputs: [%s]}", x)
		case 4:
			line = fmt.Sprintf("{definition: user.failfold, inputs: [%s]}", x)
		case 5:
			line = fmt.Sprintf("{definition: user.failtumble, inputs: [%s]}", x)
		case 6, 7:
			line = fmt.Sprintf("{definition: user.map2, inputs: [%s, %s]}", x, y)
		case 8, 9:
			line = fmt.Sprintf("{definition: user.gate, inputs: [%s, %s]}", x, y)
		case 10:
			line = fmt.Sprintf("{definition: user.scan, inputs: [%s]}", x)
		case 11:
			line = fmt.Sprintf("{definition: user.unique, inputs: [%s]}", x)
		case 12:
			line, fields = fmt.Sprintf("{definition: user.text, inputs: [%s]}", x), []string{"n"}
		case 13, 14:
			line = fmt.Sprintf("{definition: window.%s, inputs: [%s], params: {window: %s, kind: sliding}}", pick("count", "sum", "mean", "min", "max", "first", "last", "stddev", "variance", "median"), x, span())
		case 15, 16, 17:
			line = fmt.Sprintf("{definition: window.%s, inputs: [%s], params: {window: %s, kind: tumbling, close_delay: %s}}", pick("count", "sum", "mean", "first", "stddev", "median"), x, length(), pick("0s", "50ns", "500ns"))
			if rnd.IntN(3) == 0 {
				line = strings.NewReplacer("window: ", "gap: ", "tumbling", "session").Replace(line)
			}
		case 18:
			line = fmt.Sprintf("{definition: transform.diff, inputs: [%s], params: {window: %s, relative: %v}}", x, span(), rnd.IntN(2) == 0)
		case 19:
			line = fmt.Sprintf("{definition: transform.lag, inputs: [%s], params: {by: %s}}", x, pick("100ns", "1us", "1 events", "3 events"))
		case 20:
			line = fmt.Sprintf("{definition: transform.%s, inputs: [%s], params: {every: %s}}", pick("sample", "throttle"), x, length())
		case 21:
			line = fmt.Sprintf("{definition: bars.ohlcv, params: {window: %s, fill: %s, close_delay: %s}}", pick("500ns", "1us", "3us"), pick("none", "previous"), pick("0s", "100ns", "2us"))
			fields = []string{"open", "high", "volume", "trades"}
		case 22:
			line, fields = pick("{definition: price.mid_price, inputs: [deltas]}", "{definition: price.mid_price, inputs: [quotes]}"), []string{"mid_price"}
		case 23:
			line, fields = fmt.Sprintf("{definition: book.order_flow_imbalance, inputs: [quotes], params: {window: %s}}", span()), []string{"ofi"}
		case 24:
			a, c := pick(streams...), pick(streams...)
			if a == c {
				continue
			}
			line = fmt.Sprintf("{definition: join.latest, inputs: [%s, %s], params: {when: %s}}", a, c, pick("any", a, c))
			fields = nil
		default:
			in := []string{x, y}
			text := pick("%s + %s * 2", "%s / %s", "max(%s, %s) - 100", "coalesce(%s, %s, 7)", "sqrt(%s - %s)")
			if x == y {
				in = in[:1]
			}
			line = fmt.Sprintf("{expr: %q, inputs: [%s]}", fmt.Sprintf(text, x, y), strings.Join(in, ", "))
		}
		if rnd.IntN(14) == 0 {
			line = fmt.Sprintf("{definition: book.snapshot, inputs: [deltas], params: {depth: %s%s}}", pick("-1", "3"), pick("", ", every: 1us"))
			fields = nil
		}
		fmt.Fprintf(&b, "  %s: %s\n", name, line)
		names = append(names, name)
		if !strings.Contains(line, "book.snapshot") {
			streams = append(streams, name)
		}
		for _, f := range fields {
			numbers = append(numbers, name+"."+f)
		}
	}
	if len(names) > 0 && rnd.IntN(4) > 0 {
		rnd.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		k := 1 + rnd.IntN(min(len(names), 4))
		fmt.Fprintf(&b, "rows: {features: [%s], when: %s, missing: %s, ages: %v}\n", strings.Join(names[:k], ", "),
			pick("any", "any", "any", "any", "every 300ns", names[rnd.IntN(len(names))]), pick("wait", "wait", "null"), rnd.IntN(4) == 0)
	}
	return b.String()
}

// draft is an event before it is handed in.
type draft struct {
	source   string
	symbol   string
	received event.Time
	time     event.Time
	flags    event.Flags
	control  event.ControlKind
	payload  func() any
	order    int
	seq      uint64
}

func harshEvents(rnd *rand.Rand, plan *graph.Plan) []draft {
	var list []draft
	keys := 1 + rnd.IntN(9)
	now := event.Time(1000000 + rnd.IntN(1000))
	clocks := map[string]event.Time{}
	seqs := map[int]uint64{}
	n := 1 + rnd.IntN(600)
	quiet := rnd.IntN(2) == 0
	onlyQ := rnd.IntN(3) == 0
	for i := range n {
		now += event.Time([]int{0, 1, 5, 20, 60, 300, 1500}[rnd.IntN(7)])
		if rnd.IntN(80) == 0 {
			now += 20000
		}
		d := draft{symbol: string(rune('A' + rnd.IntN(keys))), received: now}
		d.order = int(d.symbol[0]-'A') % 2 * 3 // two feeds
		d.order += int(d.symbol[0]-'A') % 3    // lanes
		d.source = []string{"q", "q", "q", "r", "r", "trades", "trades", "quotes", "deltas"}[rnd.IntN(9)]
		if onlyQ && i > 30 {
			d.source = "q"
		}
		d.time = now + event.Time(rnd.IntN(200)-150)
		if rnd.IntN(3) == 0 {
			d.time = d.time.Floor(100)
		}
		if rnd.IntN(15) == 0 {
			d.time = now + event.Time(rnd.IntN(4000)-3000)
		}
		k := d.source + d.symbol
		d.time = max(d.time, clocks[k])
		value := float64(rnd.IntN(50)+80) + float64(rnd.IntN(4))/4
		size := float64(rnd.IntN(4))
		null := rnd.IntN(12) == 0
		switch d.source {
		case "q":
			text := fmt.Sprint("s", rnd.IntN(1000))
			d.payload = func() any {
				v := event.Float(value)
				if null {
					v = event.Value{}
				}
				return &event.Record{Values: []event.Value{v, event.Int(int64(size)), event.String(text)}}
			}
		case "r":
			d.payload = func() any { return &event.Record{Values: []event.Value{event.Float(value), event.Float(size)}} }
		case "trades":
			d.payload = func() any {
				return &market.Trade{Price: value, Amount: size / 3, Side: market.Buy, ID: event.ID{Text: strconv.Itoa(i)}}
			}
		case "quotes":
			d.payload = func() any {
				q := &market.Quote{Bid: value, BidSize: size, Ask: value + 1, AskSize: 3}
				if null {
					q.Bid, q.BidSize = event.Null(), event.Null()
				}
				return q
			}
		case "deltas":
			if rnd.IntN(5) == 0 {
				d.flags = event.Snapshot
			}
			delta := market.BookDelta{Last: uint64(i)}
			for range rnd.IntN(6) {
				side := market.Buy
				if rnd.IntN(2) == 0 {
					side = market.Sell
				}
				delta.Levels = append(delta.Levels, market.Level{Side: side, Price: event.Decimal{Mantissa: 95 + rnd.Int64N(10)}, Size: event.Decimal{Mantissa: rnd.Int64N(4), Scale: 1}})
			}
			d.payload = func() any { c := delta; c.Levels = slices.Clone(delta.Levels); return &c }
		}
		if !quiet && rnd.IntN(30) == 0 {
			d.control = []event.ControlKind{event.Gap, event.BookInvalid, event.Connected, event.Gap}[rnd.IntN(4)]
			if d.control == event.BookInvalid {
				d.source = "deltas"
			}
			d.payload = nil
			d.time = max(clocks[d.source+d.symbol], now)
		} else {
			clocks[k] = d.time
		}
		list = append(list, d)
	}
	slices.SortStableFunc(list, func(a, b draft) int {
		if a.received != b.received {
			return int(a.received - b.received)
		}
		return a.order - b.order
	})
	last := map[int]event.Time{} // strictly increasing in a feed
	for i := range list {
		feed := list[i].order / 3
		if list[i].received <= last[feed] {
			list[i].received = last[feed] + 1
		}
		last[feed] = list[i].received
	}
	slices.SortStableFunc(list, func(a, b draft) int {
		if a.received != b.received {
			return int(a.received - b.received)
		}
		return a.order - b.order
	})
	for i := range list {
		seqs[list[i].order]++
		list[i].seq = uint64(i + 1)
	}
	return list
}

// lab runs a config.
type lab struct {
	t     *testing.T
	plan  *graph.Plan
	lines []string
	index map[string]int
	names []string
}
