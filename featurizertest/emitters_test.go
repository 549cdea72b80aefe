package featurizertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	parquetgo "github.com/parquet-go/parquet-go"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/capture"
	"github.com/featurizer/featurizer/sources/csv"
	"github.com/featurizer/featurizer/sources/generic"
	"github.com/featurizer/featurizer/sources/jsonl"
	"github.com/featurizer/featurizer/sources/parquet"
	"github.com/featurizer/featurizer/sources/synthetic"
	"github.com/featurizer/featurizer/sources/table"
)

// declare makes a source of a definition for keys written exchange/symbol.
func declare(t *testing.T, index int, d *source.Definition, params any, keys ...string) *source.Declared {
	t.Helper()
	s := &source.Declared{Name: fmt.Sprintf("%s.%d", d.Name, index), Index: index, Definition: d, Params: params}
	if params == nil {
		s.Params = d.NewParams()
	}
	var err error
	if s.Schema, err = d.Schema(s.Params); err != nil {
		t.Fatal(err)
	}
	for _, text := range keys {
		exchange, symbol, _ := strings.Cut(text, "/")
		key, err := new(event.Keys).Intern(event.Pair{Name: "exchange", Value: exchange}, event.Pair{Name: "symbol", Value: symbol})
		if err != nil {
			t.Fatal(err)
		}
		s.Keys = append(s.Keys, key)
	}
	return s
}

// folder writes files into a folder and returns it.
func folder(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestSynthetic(t *testing.T) {
	params := func(step time.Duration) any { return &synthetic.SineParams{Step: step, Amplitude: 1, Freq: 0.1} }
	d := synthetic.Sine.Definition
	TestEmitter(t, EmitterCase{
		New: func() (source.DataSourceEventEmitter, error) {
			return synthetic.Type().New("made", "", &synthetic.Options{Start: "2024-01-01T00:00:00Z", Duration: time.Minute})
		},
		Sources: []*source.Declared{
			declare(t, 0, d, params(10*time.Millisecond), "X/A"),
			declare(t, 1, d, params(15*time.Millisecond), "X/A", "X/B"),
		},
	})
}

func TestCSV(t *testing.T) {
	for _, received := range []*table.Received{nil, {Column: "received", Unit: "ns"}} {
		t.Run(fmt.Sprint("receive times: ", received != nil), func(t *testing.T) {
			header := "time,received,symbol,price,amount,side,id,note\n"
			var a, b strings.Builder
			for i := range EnoughEvents / 2 {
				fmt.Fprintf(&a, "%d.5,%d,%s,%d.25,1,buy,%d,\n", i/2, 10+i/3, []string{"A", "B", "C"}[i%3], i, i)
				fmt.Fprintf(&b, "%d.25,%d,B,%d,1,,x%d,some text\n", i/4, 10+i/2, i, i)
				if i%1000 == 0 {
					b.WriteString("0,not a time\n")
				}
			}
			dir := folder(t, map[string]string{"a.csv": header + a.String(), "b.csv": header + b.String()})
			TestEmitter(t, EmitterCase{
				New: func() (source.DataSourceEventEmitter, error) {
					return csv.Type().New("table", dir, &csv.Options{Paths: table.Paths{Path: []string{"*.csv"}}, Options: table.Options{
						Time: table.Time{Unit: "s"}, Received: received, Key: map[string]string{"symbol": "symbol"}, Malformed: "skip",
					}})
				},
				Sources: []*source.Declared{
					declare(t, 0, market.Trades.Definition, nil, "X/A", "X/B"),
					declare(t, 1, generic.Record.Definition, &generic.Params{Fields: map[string]string{"note": "string", "price": "float"}}, "X/B"),
				},
			})
		})
	}
}

func TestJSONL(t *testing.T) {
	var a, b strings.Builder
	b.WriteString("[")
	for i := range EnoughEvents / 2 {
		fmt.Fprintf(&a, `{"time":%d.5,"symbol":"%s","price":%d.25,"amount":1,"id":%d}`+"\n", i/2, []string{"A", "B", "C"}[i%3], i, i)
		fmt.Fprintf(&b, `{"time":"%d.25","symbol":"B","price":%d,"amount":1,"note":"some text"},`+"\n", i/4, i)
		if i%1000 == 0 {
			b.WriteString("{\"time\":\"not a time\"},\n")
		}
	}
	dir := folder(t, map[string]string{"a": a.String(), "b": b.String() + `{"time":99999,"symbol":"B","price":1,"amount":1}]`})
	TestEmitter(t, EmitterCase{
		New: func() (source.DataSourceEventEmitter, error) {
			return jsonl.Type().New("table", dir, &jsonl.Options{Path: []string{"?"}, Options: table.Options{
				Time: table.Time{Unit: "s"}, Key: map[string]string{"symbol": "symbol"}, Malformed: "skip",
			}})
		},
		Sources: []*source.Declared{
			declare(t, 0, market.Trades.Definition, nil, "X/A", "X/B"),
			declare(t, 1, generic.Record.Definition, &generic.Params{Fields: map[string]string{"note": "string", "price": "float"}}, "X/B"),
		},
	})
}

func TestParquet(t *testing.T) {
	type row struct {
		Time   int64   `parquet:"time,timestamp(nanosecond)"`
		Symbol string  `parquet:"symbol,dict"`
		Price  float64 `parquet:"price"`
		Amount *int32  `parquet:"amount,optional"`
	}
	dir, one := t.TempDir(), int32(1)
	for _, name := range []string{"a", "b"} {
		var rows []row
		for i := range EnoughEvents {
			rows = append(rows, row{Time: int64(i), Symbol: []string{"A", "B", "C"}[i%3], Price: float64(i), Amount: &one})
			if i%1000 == 0 {
				rows[i].Amount = nil
			}
		}
		if err := parquetgo.WriteFile(filepath.Join(dir, name), rows, parquetgo.MaxRowsPerRowGroup(1500)); err != nil {
			t.Fatal(err)
		}
	}
	TestEmitter(t, EmitterCase{
		New: func() (source.DataSourceEventEmitter, error) {
			return parquet.Type().New("table", dir, &parquet.Options{Path: []string{"?"}, Options: table.Options{
				Key: map[string]string{"symbol": "symbol"}, Malformed: "skip",
			}})
		},
		Sources: []*source.Declared{
			declare(t, 0, market.Trades.Definition, nil, "X/A", "X/B"),
			declare(t, 1, generic.Record.Definition, &generic.Params{Fields: map[string]string{"price": "float"}}, "X/B"),
		},
	})
}

func TestCSVBooks(t *testing.T) {
	var a strings.Builder
	a.WriteString("time,symbol,side,price,size,snapshot,bid,bid_size\n")
	for i := range 2 * EnoughEvents {
		fmt.Fprintf(&a, "%d,%s,%s,%d.25,%d,%t,1,%d\n", 1000-i/4, []string{"A", "B"}[i%2], []string{"bid", "ask"}[i/2%2], i%7, i%5, i%500 < 2, i%2)
	}
	dir := folder(t, map[string]string{"a": a.String()})
	TestEmitter(t, EmitterCase{
		New: func() (source.DataSourceEventEmitter, error) {
			return csv.New(dir, csv.Options{Paths: table.Paths{Path: []string{"a"}}, Options: table.Options{
				Time: table.Time{Unit: "s"}, Key: map[string]string{"symbol": "symbol"}, Sort: true, Carry: []string{"bid"},
				Map: map[string]string{"ask": "bid", "ask_size": "size"},
			}})
		},
		Sources: []*source.Declared{
			declare(t, 0, market.BookDeltas.Definition, nil, "X/A", "X/B"),
			declare(t, 1, market.Quotes.Definition, nil, "X/B"),
		},
	})
}

func TestCapture(t *testing.T) {
	const frames = `%[1]d {"e":"trade","E":5,"T":%[1]d,"s":"BTCUSDT","t":%[1]d,"p":"61800.30","q":"0.006","X":"MARKET","m":false}
%[1]d c {"e":"bookTicker","u":7,"s":"BTCUSDT","b":"61800.20","B":"2.5","a":"61800.30","A":"2","T":%[1]d,"E":5}
%[1]d c {"e":"depthUpdate","E":5,"T":4,"s":"ETHUSDT","U":6,"u":9,"pu":5,"b":[["1.0","2"]],"a":[]}
`
	var a, b strings.Builder
	for i := range EnoughEvents / 4 {
		fmt.Fprintf(&a, frames, 2*i+1)
		fmt.Fprintf(&b, frames, 3*i+2)
		if i%1000 == 0 {
			fmt.Fprintf(&b, "%d ! {\"control\":\"gap\"}\n%[1]d {\"e\":\n%[1]d {\"result\":null,\"id\":1}\n", 3*i+3)
		}
	}
	dir := folder(t, map[string]string{"a": a.String(), "b": b.String()})
	both := []string{"BINANCE_USDM/BTC-USDT-PERP", "BINANCE_USDM/ETH-USDT-PERP"}
	TestEmitter(t, EmitterCase{
		New: func() (source.DataSourceEventEmitter, error) {
			return capture.New("feed", dir, capture.Params{Venue: "binance-usdm", Path: []string{"?"}, Malformed: "skip"})
		},
		Sources: []*source.Declared{
			declare(t, 0, market.Trades.Definition, nil, both...),
			declare(t, 1, market.Quotes.Definition, nil, both...),
			declare(t, 2, market.BookDeltas.Definition, nil, both...),
		},
	})
}

func TestCaptureRecording(t *testing.T) {
	dir := os.Getenv("FEATURIZER_TESTDATA")
	if dir == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to read")
	}
	TestEmitter(t, EmitterCase{
		New: func() (source.DataSourceEventEmitter, error) {
			return capture.New("feed", dir, capture.Params{Venue: "binance-spot", Path: []string{"hftbacktest/spot_*.gz"}})
		},
		Sources: []*source.Declared{declare(t, 0, market.Trades.Definition, nil, "BINANCE/BTC-USDT")},
	})
}

// tape is an emitter that keeps the contract but for what it is told to break.
type tape struct {
	size   int
	spoil  func(n int, e *event.Event) // changes an event
	counts func(c *source.Counts)      // changes what was counted
	ends   func(err error) error       // changes what Run returns
	deaf   bool                        // does not look at the context
	mulish bool                        // goes on after an error of a callback
	open   bool                        // takes any source
	twice  bool                        // calls from two goroutines at a time
	after  func(late func())           // may call once more after the end

	counted source.Counts
	routes  []source.Callback
	sources []*source.Declared
}

func (e *tape) Register(s *source.Declared, to source.Callback) error {
	if s.Definition != market.Trades.Definition && !e.open {
		return errors.New("only trades")
	}
	e.routes, e.sources = append(e.routes, to), append(e.sources, s)
	return nil
}

func (e *tape) Counts() source.Counts { return e.counted }

func (e *tape) Run(ctx context.Context) error {
	err := e.play(ctx)
	if e.counts != nil {
		e.counts(&e.counted)
	}
	if e.after != nil {
		e.after(func() { _ = e.tell(0) })
	}
	if e.ends != nil {
		return e.ends(err)
	}
	return err
}

func (e *tape) play(ctx context.Context) (err error) {
	var all sync.WaitGroup
	defer all.Wait()
	if e.twice {
		all.Go(func() {
			for n := range e.size {
				_ = e.tell(n)
			}
		})
	}
	for n := range e.size {
		if n%100 == 0 && ctx.Err() != nil && !e.deaf {
			return fmt.Errorf("playing a tape: %w", ctx.Err())
		}
		e.counted.Frames++
		if failed := e.tell(n); failed != nil {
			if err = failed; !e.mulish {
				return err
			}
		}
	}
	if e.deaf {
		return ctx.Err()
	}
	return err
}

func (e *tape) tell(n int) error {
	s := e.sources[n%len(e.sources)]
	told := event.Event{
		Key: s.Keys[0], Source: s.Index, SourceTime: event.Time(n), Arrived: event.Time(n + 1), Payload: &market.Trade{Price: float64(n)},
	}
	if e.spoil != nil {
		e.spoil(n, &told)
	}
	return e.routes[n%len(e.sources)](&told)
}

// at changes the n-th event.
func at(n int, change func(e *event.Event)) tape {
	return tape{spoil: func(i int, e *event.Event) {
		if i == n {
			change(e)
		}
	}}
}

// TestEmitterFinds holds that each break of the contract is found, by the check
// that is there for it, and that nothing is found where it is kept.
func TestEmitterFinds(t *testing.T) {
	const events, order, again, overlap, end = "its events are", "its times", "it gives the same", "it calls one", "it calls none"
	const before, done, failed, foreign, counts = "it ends at once", "it ends when", "it ends with the error", "it refuses", "its counts"
	made := 0 // tapes
	odd := declare(t, 0, market.Trades.Definition, nil, "Y/B").Keys[0]
	swallow := tape{ends: func(error) error { return nil }}
	changing := tape{spoil: func(n int, e *event.Event) { e.Flags = event.Flags(made) }}
	for _, c := range []struct {
		name  string
		check string // begin of its name; "" where nothing is broken
		want  string
		tape  tape
	}{
		{"the contract is kept", "", "", tape{}},
		{"times that are not known", "", "", at(17, func(e *event.Event) { e.SourceTime, e.Arrived = event.Unset, 0 })},
		{"a control event", "", "", at(17, func(e *event.Event) {
			e.Payload, e.Control = nil, &event.Control{Kind: event.Gap, Source: "market.trade.0"}
		})},
		{"ignored and malformed frames", "", "", tape{counts: func(c *source.Counts) { c.Ignored, c.Malformed = 3, 2 }}},

		{"another source", events, "event 18 of source market.trade.1: its source is 3, not 1", at(17, func(e *event.Event) { e.Source = 3 })},
		{"another key", events, "its key exchange=Y,symbol=B is none of those declared", at(17, func(e *event.Event) { e.Key = odd })},
		{"no key", events, "its key <nil> is none", at(17, func(e *event.Event) { e.Key = nil })},
		{"another payload", events, "its payload is a *market.Quote, not a *market.Trade", at(17, func(e *event.Event) { e.Payload = &market.Quote{} })},
		{"no payload", events, "its payload is a <nil>", at(17, func(e *event.Event) { e.Payload = nil })},
		{"a nil payload", events, "its payload is nil", at(17, func(e *event.Event) { e.Payload = (*market.Trade)(nil) })},
		{"a control of no kind", events, "its control is of kind 0", at(17, func(e *event.Event) { e.Control = &event.Control{} })},
		{"a control of no source", events, `its control concerns source "x"`, at(17, func(e *event.Event) { e.Control = &event.Control{Kind: event.Gap, Source: "x"} })},
		{"few events", events, "too small: it gives 4095 events, a test needs 4096", tape{size: EnoughEvents - 1}},
		{"a source without events", events, "too small: source market.trade.1 gets no event", tape{size: 1}},
		{"a bad end", events, "a run to the end returns the tape is torn", tape{ends: func(error) error { return errors.New("the tape is torn") }}},

		{"a receive time that goes back", order, "event 18 goes back: received at 3, after 17", at(17, func(e *event.Event) { e.Arrived = 3 })},
		{"a time that goes back", order, "event 18 goes back: received at 3, after 17", at(17, func(e *event.Event) { e.Arrived, e.SourceTime = 0, 3 })},
		{"other events", again, "event 1 is, in one run and another,", changing},
		{"more events", again, "one run gives 409", tape{counts: func(*source.Counts) {}, size: -1}},
		{"two goroutines", overlap, "a callback is called while another has not returned", tape{twice: true}},
		{"a late callback", end, "1 callbacks are called after Run has returned", tape{after: func(late func()) { go late() }}},
		{"a very late callback", end, "1 callbacks are called after Run has returned", tape{after: func(late func()) { time.AfterFunc(time.Hour, late) }}},

		{"deaf from the begin", before, "done at event 0, Run gives 4096 more", tape{deaf: true}},
		{"deaf", done, "done at event 1, Run gives 4095 more", tape{deaf: true}},
		{"done without error, from the begin", before, "done at event 0, Run returns no error", swallow},
		{"done without error", done, "done at event 1, Run returns no error", swallow},
		{"done with other events", done, "event 1 is, in one run and another,", changing},
		{"a callback's error changes nothing", failed, "at event 1, 4095 more follow", tape{mulish: true}},
		{"another error than the callback's", failed, "at event 1, Run returns no error", swallow},
		{"any source will do", foreign, "it takes a source of definition featurizertest.foreign", tape{open: true}},

		{"more counted than there is", counts, "more is ignored and malformed than there is", tape{counts: func(c *source.Counts) { c.Ignored = c.Frames + 1 }}},
		{"events of nothing", counts, "there are 4096 events, but no frame", tape{counts: func(c *source.Counts) { c.Ignored, c.Malformed = c.Frames-1, 1 }}},
		{"other counts", counts, "one run counts {Frames:4097 Ignored:0 Malformed:0}, another {Frames:4098", tape{counts: func(c *source.Counts) { c.Frames += uint64(made) }}},
		{"more told than counted", counts, "1 control events tell of malformed frames, 0 are counted", at(17, func(e *event.Event) {
			e.Control = &event.Control{Kind: event.Malformed, Source: "market.trade.1"}
		})},
	} {
		t.Run(c.name, func(t *testing.T) {
			made = 0
			played := EmitterCase{
				New: func() (source.DataSourceEventEmitter, error) {
					made++
					e := c.tape
					switch e.size {
					case 0:
						e.size = EnoughEvents
					case -1:
						e.size = EnoughEvents + made
					}
					return &e, nil
				},
				Sources: []*source.Declared{
					declare(t, 0, market.Trades.Definition, nil, "X/A"), declare(t, 1, market.Trades.Definition, nil, "X/A"),
				},
			}
			if c.check == "" {
				TestEmitter(t, played)
				return
			}
			for _, check := range emitterChecks() {
				if !strings.HasPrefix(check.name, c.check) {
					continue
				}
				made = 0
				if err := check.find(t, &emitterTest{EmitterCase: played}); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s:\ngot  %v\nwant %s", check.name, err, c.want)
				}
				return
			}
			t.Errorf("there is no check %q", c.check)
		})
	}
}

// TestEmitterFindsRecords holds that the values of a record fit its fields.
func TestEmitterFindsRecords(t *testing.T) {
	s := declare(t, 0, generic.Record.Definition, &generic.Params{Fields: map[string]string{"n": "int", "x": "float"}}, "X/A")
	for want, values := range map[string][]event.Value{
		"":                                     {event.Int(1), event.Float(2)},
		"its record has 1 values for 2 fields": {event.Int(1)},
		"field n is a float, not a int":        {event.Float(1), {}},
	} {
		err := judgePayload(s, &event.Record{Values: values})
		if want == "" && err != nil || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestEmitterCannot holds that an emitter that cannot be made, or takes none of
// its sources, is no conforming one.
func TestEmitterCannot(t *testing.T) {
	torn := errors.New("no tape")
	s := declare(t, 0, generic.Record.Definition, &generic.Params{Fields: map[string]string{"n": "int"}}, "X/A")
	for _, err := range []error{torn, nil} {
		c := &emitterTest{EmitterCase: EmitterCase{
			New:     func() (source.DataSourceEventEmitter, error) { return &tape{}, err },
			Sources: []*source.Declared{s},
		}}
		for _, check := range emitterChecks() {
			if strings.HasPrefix(check.name, "it refuses") && err == nil {
				continue
			}
			if check.find(t, c) == nil {
				t.Errorf("%s: nothing is found", check.name)
			}
		}
	}
}
