package featurizer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/sinks/jsonl"
	"github.com/featurizer/featurizer/source"
)

// overFeeds spreads a drawn graph over two emitters of one feed, and puts another feed
// beside them, with windows of its own and trades at the moments of the others.
func overFeeds(t *rapid.T, text string, events []scriptedEvent) (string, []scriptedEvent) {
	text = strings.NewReplacer(
		"  feed: {type: script}\n", "  feed: {type: script}\n  more: {type: script, feed: feed}\n  away: {type: script}\n",
		"market.trade, emitter: feed", "market.trade, emitter: more",
		"sources:\n", "sources:\n  far: {definition: market.trade, emitter: away, keys: [{symbol: C}]}\n",
		"features:\n", "features:\n  far_bars: {definition: bars.ohlcv, inputs: [far], params: {window: 1s, close_delay: 300ms}}\n",
	).Replace(text)
	var all []scriptedEvent
	for i, e := range events {
		all = append(all, e)
		if rapid.IntRange(0, 2).Draw(t, "far") == 0 {
			far := event.Event{Arrived: e.event.Arrived, SourceTime: e.event.Arrived, Payload: &market.Trade{Price: float64(90 + i), Amount: 1}}
			all = append(all, scriptedEvent{"far", "C", far})
		}
	}
	return text, all
}

// TestSpeedChangesNoBit runs random graphs over several emitters and feeds at full
// speed, and then at others, paused, stepped and changed on the way.
func TestSpeedChangesNoBit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, events := overFeeds(rt, drawGraph(rt), drawEvents(rt))
		o := featurizer.Options{
			Control: true,
			For:     time.Duration(rapid.SampledFrom([]int{0, 0, 1, 2700, 20000}).Draw(rt, "for")) * time.Millisecond,
			Limit:   uint64(rapid.SampledFrom([]int{0, 0, 0, 1, 30}).Draw(rt, "limit")),
		}
		want := runText(t, text, events, o)
		o.Executor = rapid.SampledFrom([]string{
			featurizer.AutoExecutor, featurizer.StepExecutor, featurizer.BatchExecutor, featurizer.ReferenceExecutor,
		}).Draw(rt, "executor")
		o.Threads = 2
		o.Speed = rapid.SampledFrom([]featurizer.Speed{0.5, 1, 7.3, 20, 1e6, featurizer.MaxSpeed}).Draw(rt, "speed")
		touched := rapid.Bool().Draw(rt, "touched")
		var changes []int
		if touched {
			o.Pacer = &featurizer.Pacer{}
			changes = rapid.SliceOfN(rapid.IntRange(0, 9), 0, 20).Draw(rt, "changes")
		}
		var got outcome
		synctest.Test(t, func(t *testing.T) {
			touched := touch(o.Pacer, changes)
			got = runText(t, text, events, o)
			<-touched
		})
		if got.lines != want.lines {
			rt.Fatalf("at %v, in executor %q, it differs from full speed at %s\n%s", o.Speed, o.Executor, firstDifference(got.lines, want.lines), text)
		}
		if diff := cmp.Diff(want.summary.Written, got.summary.Written); diff != "" {
			rt.Fatalf("outputs written (-want +got):\n%s", diff)
		}
		a, b := got.summary.Tally, want.summary.Tally
		if o.Limit == 0 && (a.NaNs != b.NaNs || a.Moved != b.Moved || a.Rows != b.Rows || a.Outputs != b.Outputs || a.Warmup != b.Warmup) {
			rt.Fatalf("counts %+v, at full speed %+v\n%s", a, b, text)
		}
	})
}

// touch changes the pace of a run from another goroutine, and tells when it is done.
func touch(p *featurizer.Pacer, changes []int) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if p == nil {
			return
		}
		for _, c := range changes {
			switch c {
			case 0:
				p.Pause()
			case 1:
				p.Resume()
			case 2:
				p.SetSpeed(0.5)
			case 3:
				p.SetSpeed(featurizer.MaxSpeed)
			default:
				p.Step(c)
			}
			time.Sleep(777 * time.Millisecond)
		}
		p.Resume()
	}()
	return done
}

const pacedConfig = `version: 1
emitters:
  feed: {type: script, speed: 2x}
keys:
  - {symbol: [A]}
sources:
  trades: {definition: market.trade, emitter: feed}
features:
  price: {expr: price, inputs: [trades]}
  bars: {definition: bars.ohlcv, params: {window: 1s, close_delay: 1s}}
warmup: keep
`

// pacedTrades returns trades that were received so long after the first.
func pacedTrades(after ...time.Duration) []scriptedEvent {
	var events []scriptedEvent
	for i, d := range after {
		at := event.Time(1_700_000_000_000_000_000).Add(d)
		events = append(events, scriptedEvent{"trades", "A", event.Event{
			Arrived: at, SourceTime: at, Payload: &market.Trade{Price: float64(i + 1), Amount: 1},
		}})
	}
	return events
}

// arrivals is what the lines of a run are written to: when each came.
type arrivals struct {
	begin time.Time
	list  []string
}

func (a *arrivals) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		name := "price"
		if bytes.Contains(line, []byte(`"bars"`)) {
			name = "bars"
		}
		a.list = append(a.list, fmt.Sprintf("%s after %v", name, time.Since(a.begin)))
	}
	return len(b), nil
}

// runAt runs the paced config and returns when its lines came.
func runAt(t *testing.T, ctx context.Context, o featurizer.Options, events []scriptedEvent) (*arrivals, *featurizer.Summary, error) {
	t.Helper()
	c, err := config.Parse("test.yaml", []byte(pacedConfig), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := featurizer.Build(c, registryOf(t, events), o)
	if err != nil {
		t.Fatal(err)
	}
	seen := &arrivals{begin: time.Now()}
	p.SetSink(jsonl.New(seen))
	summary, err := p.Run(ctx)
	return seen, summary, err
}

// TestOutputsComeInTime holds that outputs are written when their time comes, those of
// deadlines too though no event arrives, whatever executor is asked for.
func TestOutputsComeInTime(t *testing.T) {
	for _, o := range []featurizer.Options{
		{}, {Threads: 2}, {Executor: featurizer.BatchExecutor}, {Executor: featurizer.ReferenceExecutor}, {Pacer: &featurizer.Pacer{}},
	} {
		t.Run(fmt.Sprintf("%s %d", o.Executor, o.Threads), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				seen, summary, err := runAt(t, t.Context(), o, pacedTrades(0, 100*time.Millisecond, 20*time.Second))
				if err != nil {
					t.Fatal(err)
				}
				want := []string{"price after 0s", "price after 50ms", "bars after 1s", "price after 10s"}
				if diff := cmp.Diff(want, seen.list); diff != "" {
					t.Errorf("lines (-want +got):\n%s", diff)
				}
				if summary.Speed != 2 {
					t.Errorf("it says that it went at %v", summary.Speed)
				}
			})
		})
	}
}

// TestForAtAPace ends a run by its time on the Received axis, though the next event
// is long in coming.
func TestForAtAPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		_, _, err := runAt(t, t.Context(), featurizer.Options{For: 4 * time.Second}, pacedTrades(0, time.Hour))
		if took := time.Since(begin); err != nil || took != 2*time.Second {
			t.Errorf("it took %v: %v", took, err)
		}
	})
}

// TestSteppedRun steps a run that is paused before it begins, and interrupts it.
func TestSteppedRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var p featurizer.Pacer
		p.Pause()
		go func() {
			for range 2 {
				time.Sleep(time.Minute)
				p.Step(1)
			}
			time.Sleep(time.Minute)
			cancel()
		}()
		seen, summary, err := runAt(t, ctx, featurizer.Options{Pacer: &p}, pacedTrades(0, time.Hour, 2*time.Hour))
		if !errors.Is(err, context.Canceled) || time.Since(seen.begin) != 3*time.Minute {
			t.Errorf("it ended after %v with %v", time.Since(seen.begin), err)
		}
		if diff := cmp.Diff([]string{"price after 1m0s", "bars after 2m0s", "price after 2m0s"}, seen.list); diff != "" {
			t.Errorf("lines (-want +got):\n%s", diff)
		}
		if summary.Written != 3 {
			t.Errorf("%d outputs", summary.Written)
		}
	})
}

// TestWhichSpeed holds that Options win over the pacer, and that over the config.
func TestWhichSpeed(t *testing.T) {
	for _, c := range []struct {
		given, own, want featurizer.Speed
	}{
		{0, 0, 2}, {5, 0, 5}, {0, 7, 7}, {5, 7, 5}, {featurizer.MaxSpeed, 7, featurizer.MaxSpeed},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := &featurizer.Pacer{}
			p.SetSpeed(c.own)
			_, summary, err := runAt(t, t.Context(), featurizer.Options{Speed: c.given, Pacer: p}, pacedTrades(0))
			if err != nil || summary.Speed != c.want {
				t.Errorf("given %v and %v it goes at %v (%v), want %v", c.given, c.own, summary.Speed, err, c.want)
			}
		})
	}
}

// present is an emitter of the present that has nothing to say.
type present struct{ scripted }

func (*present) Live() bool { return true }

// TestLiveHasNoPace holds that events of the present are not to be paced.
func TestLiveHasNoPace(t *testing.T) {
	for name, o := range map[string]featurizer.Options{"by the config": {}, "by a pacer": {Pacer: &featurizer.Pacer{}}} {
		t.Run(name, func(t *testing.T) {
			r := registryOf(t, nil)
			err := r.AddEmitters(&source.EmitterType{
				Name: "live", Params: market0(), NewParams: func() any { return new(struct{}) },
				New: func(string, string, any) (source.DataSourceEventEmitter, error) {
					return &present{scripted{nil, map[string]*source.Declared{}, map[string]source.Callback{}}}, nil
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(pacedConfig, "type: script", "type: live")
			if o.Pacer != nil {
				text = strings.ReplaceAll(text, ", speed: 2x", "")
			}
			c, err := config.Parse("test.yaml", []byte(text), config.Options{})
			if err != nil {
				t.Fatal(err)
			}
			p, err := featurizer.Build(c, r, o)
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), `emitter "feed" brings events of the present`) {
				t.Errorf("it ends with %v", err)
			}
		})
	}
}
