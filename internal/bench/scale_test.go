package bench

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
	"github.com/featurizer/featurizer/internal/engine/reference"
)

// windowsOf is a config with windows of a length, of every kind.
func windowsOf(length time.Duration) string {
	return head + strings.ReplaceAll(`features:
  mid:    {definition: price.mid_price, inputs: [quotes]}
  vol:    {definition: volatility.stddev, inputs: [mid], params: {window: LENGTH}}
  change: {definition: transform.diff, inputs: [mid], params: {window: LENGTH}}
  before: {definition: transform.lag, inputs: [mid], params: {by: LENGTH}}
  most:   {definition: window.max, inputs: [quotes.bid_size], params: {window: LENGTH}}
  many:   {definition: window.count, inputs: [trades.price], params: {window: LENGTH}}
  tvi:    {definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: LENGTH}}
  bars:   {definition: bars.ohlcv, inputs: [trades], params: {window: LENGTH}}
  late:   {definition: window.mean, inputs: [trades.amount], params: {window: LENGTH, kind: tumbling, close_delay: LENGTH}}
  bar_up: {definition: window.mean, inputs: [bars.close], params: {window: LENGTH}}
  sample: {definition: transform.sample, inputs: [mid], params: {every: LENGTH}}
  smooth: {definition: transform.ewma, inputs: [mid], params: {tau: LENGTH}}
  both:   {expr: "price - mid_price", inputs: [trades, mid]}
`, "LENGTH", fmt.Sprintf("%dns", length.Nanoseconds()))
}

// manyFeatures is a config with so many features in a row.
func manyFeatures(n int) string {
	text := &strings.Builder{}
	fmt.Fprint(text, head, "features:\n  mid: {definition: price.mid_price, inputs: [quotes]}\n")
	names := []string{"mid"}
	for i := len(names); i < n; i++ {
		kind := kinds()[i%len(kinds())]
		names = append(names, fmt.Sprintf("%s_%d", kind.name, i))
		fmt.Fprintf(text, "  %s: "+kind.feature+"\n", names[i], 1+i/len(kinds()))
	}
	fmt.Fprintf(text, "rows: {features: [%s], missing: null}\n", strings.Join(names, ", "))
	return text.String()
}

// scale is a size at which all executors must give the same bits.
type scale struct {
	name    string
	config  string
	symbols int
	tick    time.Duration
	pause   time.Duration
	ticks   int
	outputs int // at least
	batches []engine.BatchOptions
	// reference is how many ticks the reference executor runs too.
	reference int
}

func scales() []scale {
	const week, hour = 7 * 24 * time.Hour, time.Hour
	few := manyFeatures(60)
	return []scale{
		{
			name: "windows of a week", config: windowsOf(week), symbols: 3, tick: 5 * time.Minute, ticks: 22 * 24 * 12,
			outputs: 80_000, batches: []engine.BatchOptions{{Size: 256, Workers: 2}, {Size: 4096}},
		},
		{
			name: "windows of a week, few events", config: windowsOf(week), symbols: 3, tick: 6 * hour, pause: 3 * 24 * hour, ticks: 120,
			outputs: 1000, batches: []engine.BatchOptions{{Size: 1, Workers: 8}, {Size: 7}}, reference: 120,
		},
		{
			name: "windows of a millisecond", config: windowsOf(time.Millisecond), symbols: 3, tick: 50 * time.Microsecond, ticks: 3000,
			outputs: 75_000, batches: []engine.BatchOptions{{Size: 1}, {Size: 4096, Workers: 8}}, reference: 300,
		},
		{
			name: "windows of a millisecond, few events", config: windowsOf(time.Millisecond), symbols: 3, tick: 7 * time.Millisecond, ticks: 1000,
			outputs: 20_000, batches: []engine.BatchOptions{{Size: 7, Workers: 2}, {Size: 256}}, reference: 200,
		},
		{
			name: "500 features", config: manyFeatures(500), symbols: 4, tick: 500 * time.Millisecond, ticks: 120,
			outputs: 600, batches: []engine.BatchOptions{{Size: 7, Workers: 8}, {Size: 256}},
		},
		{
			name: "60 features", config: few, symbols: 2, tick: 500 * time.Millisecond, ticks: 60,
			outputs: 150, batches: []engine.BatchOptions{{Size: 1, Workers: 2}, {Size: 4096}}, reference: 60,
		},
		{
			name: "10,000 keys", config: windowsOf(50 * time.Millisecond), symbols: 10_000, tick: 40 * time.Millisecond, ticks: 6,
			outputs: 200_000, batches: []engine.BatchOptions{{Size: 7, Workers: 8}, {Size: 256}},
		},
	}
}

// TestScale holds that at sizes far from those of other tests the batch executor
// puts out what the step executor does, bit by bit, and the reference executor too
// over an excerpt.
func TestScale(t *testing.T) {
	for _, s := range scales() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			events := s.symbols * s.ticks * 3 / 2
			step := s.run(t, asStep, events)
			if step.outputs < s.outputs {
				t.Errorf("%d outputs, want %d at least", step.outputs, s.outputs)
			}
			if want := s.streams(); len(step.names) != want {
				t.Errorf("%d features put out anything, want %d", len(step.names), want)
			}
			for _, o := range s.batches {
				o.Each = inThreads
				step.compare(t, fmt.Sprintf("batch %d on %d", o.Size, max(o.Workers, 1)), s.run(t, asBatch(o), events))
			}
			if s.reference > 0 {
				events = s.symbols * s.reference * 3 / 2
				s.run(t, asStep, events).compare(t, "reference", s.runReference(t, events))
			}
		})
	}
}

// streams returns how many streams of outputs there are: the rows, or all features.
func (s *scale) streams() int {
	if strings.Contains(s.config, "\nrows:") {
		return 1
	}
	_, features, _ := strings.Cut(s.config, "\nfeatures:\n")
	return strings.Count(features, "\n")
}

// machineOf returns an executor with the market of the scale.
func (s *scale) machineOf(t *testing.T, made maker, d *digest) *machine {
	t.Helper()
	m, err := newMachine(s.config, s.symbols, made, d.take)
	if err != nil {
		t.Fatal(err)
	}
	m.market.every(s.tick)
	m.market.pause = s.pause
	m.market.spread()
	return m
}

func (s *scale) run(t *testing.T, made maker, events int) *digest {
	t.Helper()
	d := &digest{}
	m := s.machineOf(t, made, d)
	if err := m.run(events); err != nil {
		t.Fatal(err)
	}
	if b, ok := m.executor.(*engine.Batch); ok {
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (s *scale) runReference(t *testing.T, events int) *digest {
	t.Helper()
	d := &digest{}
	m := s.machineOf(t, asStep, &digest{}) // for its market
	c, err := config.Parse("bench.yaml", []byte(s.config), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := reference.New(c, reference.Options{Emit: d.take})
	if err != nil {
		t.Fatal(err)
	}
	for range events {
		if err := x.Step(m.market.next()); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// digest stands for all outputs of a run, bit by bit and in their order.
type digest struct {
	outputs int
	hash    uint64
	marks   []uint64 // the hash after each 256 outputs
	numbers []float64
	names   map[*event.OutputStream]uint64
}

func (d *digest) take(o *event.Output) error {
	if d.names == nil {
		d.names = map[*event.OutputStream]uint64{}
	}
	name, ok := d.names[o.Stream]
	if !ok {
		for _, c := range []byte(o.Stream.Name) {
			name = name<<5 ^ name>>59 ^ uint64(c)
		}
		d.names[o.Stream] = name
	}
	d.add(name, uint64(o.Stream.Kind), uint64(o.Key.Index()), uint64(o.Lane.Number), o.Seq, uint64(o.Time), uint64(o.Received))
	d.numbers = o.Values.AppendFloats(d.numbers[:0])
	for _, x := range d.numbers {
		d.add(math.Float64bits(x))
	}
	if d.outputs++; d.outputs%256 == 0 {
		d.marks = append(d.marks, d.hash)
	}
	return nil
}

// add takes in words (FNV-1a, word by word).
func (d *digest) add(words ...uint64) {
	for _, w := range words {
		d.hash = (d.hash ^ w) * 1099511628211
		d.hash ^= d.hash >> 32
	}
}

func (d *digest) compare(t *testing.T, what string, other *digest) {
	t.Helper()
	if d.outputs == other.outputs && d.hash == other.hash {
		return
	}
	i := 0
	for i < min(len(d.marks), len(other.marks)) && d.marks[i] == other.marks[i] {
		i++
	}
	t.Errorf("%s: %d outputs, step %d; they differ from output %d on at the latest", what, other.outputs, d.outputs, 256*(i+1))
}
