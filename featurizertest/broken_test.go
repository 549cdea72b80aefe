package featurizertest_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// mine declares a definition of a user's own over one number.
func mine(name string, build func(x stream.Of[float64]) stream.Of[float64]) *feature.Definition {
	return feature.Define(feature.Meta{Name: name}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		return build(feature.Number(b))
	}).Definition
}

// counted is how many events a definition with global state has seen.
var counted float64

// table is what a definition that looks ahead has found in earlier runs: the value
// after each.
var table = map[float64]float64{}

// tally is a state that a user stores by methods of his own.
type tally struct{ n, hidden float64 }

func (c *tally) AppendBinary(b []byte) ([]byte, error) {
	return binary.LittleEndian.AppendUint64(b, uint64(c.n)), nil // and forgets hidden
}

func (c *tally) UnmarshalBinary(b []byte) error {
	c.n = float64(binary.LittleEndian.Uint64(b))
	return nil
}

const window = 3 * time.Second

// TestLawsFind holds that the laws find definitions that are broken on purpose.
func TestLawsFind(t *testing.T) {
	identity := func(x *float64) float64 { return *x }
	for name, broken := range map[string]struct {
		law        string
		definition *feature.Definition
	}{
		"state in a closure": {"TestRestoreEqualsNeverStopped", mine("my.closure", func(x stream.Of[float64]) stream.Of[float64] {
			n := 0.0
			return stream.Map(x, func(*float64) float64 { n++; return n })
		})},
		"state in a closure, seen by a failure": {"TestSkipLeavesNoTrace", mine("my.closure", func(x stream.Of[float64]) stream.Of[float64] {
			n := 0.0
			return stream.Map(x, func(*float64) float64 { n++; return n })
		})},
		"state in a global": {"TestDeterminism", mine("my.global", func(x stream.Of[float64]) stream.Of[float64] {
			return stream.Map(x, func(*float64) float64 { counted++; return counted })
		})},
		"a look ahead": {"TestFutureChangesNothing", mine("my.ahead", func(x stream.Of[float64]) stream.Of[float64] {
			last := 0.0
			return stream.Map(x, func(x *float64) float64 {
				table[last] = *x
				last = *x
				return table[*x] // the next one, where that has been seen already
			})
		})},
		"the order of a map": {"TestDeterminism", mine("my.map", func(x stream.Of[float64]) stream.Of[float64] {
			return stream.Map(x, func(x *float64) float64 {
				sum := 0.0
				for _, v := range map[string]float64{"a": 1e16, "b": 1, "c": -1e16, "d": *x, "e": 3, "f": 0.1, "g": 1e8} {
					sum += v
				}
				return sum
			})
		})},
		"the wall clock": {"TestDeterminism", mine("my.clock", func(x stream.Of[float64]) stream.Of[float64] {
			return stream.Map(x, func(*float64) float64 { return float64(time.Now().UnixNano() % 1e15) })
		})},
		"a window with its edge off": {"TestColdStartEqualsWarm", mine("my.edge", func(x stream.Of[float64]) stream.Of[float64] {
			sum := stream.Slide(x, window+1, stream.Sum())
			sum.Node.Window, sum.Node.Memory.Bounded = window, window // what it should be
			return sum
		})},
		"a lag that says too little": {"TestColdStartEqualsWarm", mine("my.lag", func(x stream.Of[float64]) stream.Of[float64] {
			lag := stream.LagEvents(x, 3, 0)
			lag.Node.Memory.Last = 2
			return lag
		})},
		"state that is never reset": {"TestColdStartEqualsWarm", mine("my.reset", func(x stream.Of[float64]) stream.Of[float64] {
			return stream.Scan(x, stream.Memory{Bounded: window}, func(n, _, out *float64) (bool, error) {
				*n++
				*out = *n
				return true, nil
			})
		})},
		"a state that is stored in part": {"TestRestoreEqualsNeverStopped", mine("my.part", func(x stream.Of[float64]) stream.Of[float64] {
			return stream.Scan(x, stream.Memory{Unbounded: true}, func(c *tally, _, out *float64) (bool, error) {
				c.n++
				c.hidden++
				*out = c.hidden
				return true, nil
			})
		})},
		"a graph built another way each time": {"TestDeterminism", mine("my.build", func(x stream.Of[float64]) stream.Of[float64] {
			counted++
			built := counted
			return stream.Map(x, func(*float64) float64 { return built })
		})},
		"nothing": {"", mine("my.own", func(x stream.Of[float64]) stream.Of[float64] { return stream.Map(x, identity) })},
	} {
		t.Run(name, func(t *testing.T) {
			c := featurizertest.Of(broken.definition, "", "numbers.x")
			expectLaw(t, &c, broken.law)
		})
	}
}

// expectLaw expects a law among those that a case breaks; none if it is empty.
func expectLaw(t *testing.T, c *featurizertest.Case, law string) {
	t.Helper()
	var broken []string
	for _, err := range c.Check() {
		name, _, _ := strings.Cut(err.Error(), " ")
		broken = append(broken, name)
	}
	if law == "" && len(broken) > 0 || law != "" && !slices.Contains(broken, law) {
		t.Errorf("broken laws: %v, expected %q", broken, law)
	}
}

// TestLawsFindWrongWindow holds that a definition of a known name is compared
// with the reference.
func TestLawsFindWrongWindow(t *testing.T) {
	type params struct {
		Window time.Duration `default:"1m" doc:"length"`
	}
	r := &feature.Registry{}
	wrong := feature.Define(feature.Meta{Name: "window.sum"}, func(b *feature.Builder, p params) stream.Of[float64] {
		return stream.Slide(feature.Number(b), p.Window+1, stream.Sum())
	})
	if err := r.AddFeatures(wrong.Definition); err != nil {
		t.Fatal(err)
	}
	if err := r.AddSources(market.Trades.Definition); err != nil {
		t.Fatal(err)
	}
	c := featurizertest.Case{Registry: r, Config: `
sources: {trades: {definition: market.trade}}
features: {sum: {definition: window.sum, inputs: [trades.price], params: {window: 3s}}}
`}
	expectLaw(t, &c, "TestOracle")
}

// recorder is a test that notes its errors.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}

func (r *recorder) Error(args ...any) { r.errors = append(r.errors, fmt.Sprint(args...)) }

// TestLawsTell holds that a broken law is told with the seed and the events that
// show it, few of them.
func TestLawsTell(t *testing.T) {
	r := &recorder{TB: t}
	d := mine("my.closure", func(x stream.Of[float64]) stream.Of[float64] {
		n := 0.0
		return stream.Map(x, func(*float64) float64 { n++; return n })
	})
	featurizertest.Laws(r, featurizertest.Of(d, "", "numbers.x"))
	if len(r.errors) == 0 {
		t.Fatal("nothing was told")
	}
	text := r.errors[0]
	_, events, _ := strings.Cut(text, "and the events\n")
	if !strings.Contains(text, "(seed 1)") || !strings.Contains(text, "definition: my.closure") {
		t.Errorf("no seed or config in\n%s", text)
	}
	if n := strings.Count(events, "\n") + 1; n > 2 || !strings.HasPrefix(events, "numbers ") {
		t.Errorf("%d events, expected 2 of numbers:\n%s", n, events)
	}
}

// TestLawsOfGivenEvents holds that literal events are tried besides generated ones.
func TestLawsOfGivenEvents(t *testing.T) {
	c := featurizertest.Of(mine("my.seventh", func(x stream.Of[float64]) stream.Of[float64] {
		return stream.Map(x, func(x *float64) float64 {
			if *x == 777 {
				counted++
				return counted
			}
			return 0
		})
	}), "", "numbers.x")
	expectLaw(t, &c, "")
	c.Events = "numbers A t=1s x=777"
	expectLaw(t, &c, "TestDeterminism")
}

// TestOutputs holds that given events give lines, and mistakes in them errors.
func TestOutputs(t *testing.T) {
	c := featurizertest.Of(price.MidPrice.Definition, "")
	c.Events = `
quotes A t=1s bid=99 ask=101 # a comment
quotes B t=2s bid=1 ask=2
`
	got, err := c.Outputs()
	want := []string{
		"subject A t=1s #1 mid_price=100", "subject B t=2s #1 mid_price=1.5",
		"row A t=1s #1 subject.mid_price=100 subject.age=0", "row B t=2s #1 subject.mid_price=1.5 subject.age=0",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, error %v", got, err)
	}
	for events, hint := range map[string]string{
		"quotes":                     "expected a source and a key",
		"swaps A t=1s":               `no source "swaps"`,
		"quotes X/A t=1s":            "the key of source",
		"quotes A t=later":           "invalid duration",
		"quotes A t=1s bid":          "expected name=value",
		"quotes A t=1s bid=x":        "field bid",
		"quotes A t=1s best=1":       `no field "best"`,
		"trades A t=1s side=long":    "no side",
		"numbers A t=1s n=1.5":       "field n",
		"numbers A t=1s flag=maybe":  "field flag",
		"trades A t=1s native=first": "invalid syntax",
	} {
		c.Events = events
		if _, err := c.Outputs(); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%q: error %v, expected one with %q", events, err, hint)
		}
	}
}

// TestScriptMistakes holds that mistakes in a script are told.
func TestScriptMistakes(t *testing.T) {
	s := featurizertest.NewScript(nil)
	const config = "sources: {trades: {definition: market.trade}}\nfeatures: {p: {expr: price, inputs: [trades]}}\n"
	for _, step := range []struct{ command, args, input, want string }{
		{"emit", "", "trades A t=1s price=1", "error: there is no executor: config or restore comes first\n"},
		{"config", "colour=red", config, "error: unknown argument \"colour=red\"\n"},
		{"config", "", config, ""},
		{"restore", "", "", "error: there is no executor: config or restore comes first\n"},
		{"tick", "5s", "", "error: expected tick r=TIME\n"},
		{"shout", "", "", "error: unknown command \"shout\"\n"},
		{"tick", "r=5s", "", ""},
		{"emit", "", "trades A t=5s price=1", "error: an event received at 5s after a tick of 5s\n"},
	} {
		got := s.Do(step.command, strings.Fields(step.args), step.input)
		if got != step.want {
			t.Errorf("%s %s: %q, expected %q", step.command, step.args, got, step.want)
		}
	}
	s.Do("config", nil, config)
	s.Do("crash", nil, "")
	if got := s.Do("emit", nil, "trades A t=1s price=1"); !strings.HasPrefix(got, "error: there is no executor") {
		t.Errorf("emit after a crash: %q", got)
	}
}
