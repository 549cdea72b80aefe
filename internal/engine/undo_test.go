package engine

import (
	"errors"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/event"
)

// underWindow has what fails below a window: such operators may be tried out before
// they are run.
const underWindow = head + `
  a_sum: {definition: window.sum, inputs: [x], params: {window: 10ns}}
  b_noted: {definition: test.noted, inputs: [x]}
  c_boom: {definition: test.boom, inputs: [b_noted]}
  d_bar: {definition: window.count, inputs: [c_boom], params: {window: 10ns, kind: tumbling, close_delay: 100ns}}
  e_boom: {definition: test.boom, inputs: [x]}
  f_bar: {definition: window.count, inputs: [e_boom], params: {window: 10ns, kind: tumbling, close_delay: 100ns}}
`

const everything = head + `
  a_sum: {definition: window.sum, inputs: [x], params: {window: 10ns}}
  b_lag: {definition: transform.lag, inputs: [x], params: {by: 2 events}}
  b_last: {definition: window.sum, inputs: [x], params: {window: 3 events}}
  b_median: {definition: window.median, inputs: [x], params: {window: 10ns}}
  c_noted: {definition: test.noted, inputs: [x]}
  d_mid: {definition: window.median, inputs: [x], params: {window: 10ns, kind: tumbling, close_delay: 100ns}}
  d_run: {definition: window.median, inputs: [x], params: {gap: 5ns, kind: session, close_delay: 100ns}}
  d_bar: {definition: window.sum, inputs: [x], params: {window: 10ns, kind: tumbling, close_delay: 100ns}}
  e_first: {definition: transform.sample, inputs: [x], params: {every: 10ns}}
  f_over: {definition: window.count, inputs: [e_first], params: {window: 10ns, kind: tumbling, close_delay: 100ns}}
  z_boom: {definition: test.boom, inputs: [x]}
rows: {features: [a_sum, d_bar], when: every 5ns, missing: "null"}
`

// TestSkippedStepLeavesNoTrace holds that a step that fails changes nothing: its
// key's memory has the same bytes as before, whatever ran before it failed.
func TestSkippedStepLeavesNoTrace(t *testing.T) {
	type failure struct {
		graph string
		v     float64
	}
	for name, f := range map[string]failure{
		"error at the end": {everything, 13}, "panic at the end": {everything, 14},
		"error below a window": {underWindow, 13}, "panic below a window": {underWindow, 14},
	} {
		for step, at := range map[string]event.Time{
			"in a window": 7, "at its edge": 10, "past it": 31,
		} {
			t.Run(name+" "+step, func(t *testing.T) {
				b := newBench(t, f.graph)
				for i, v := range []float64{1, 2, 3} {
					b.must(b.give("A", event.Time(i+1), v))
				}
				before, tally := b.digest(), b.x.Tally()
				b.lines = nil
				b.must(b.give("A", at, f.v))
				if b.digest() != before {
					t.Error("the memory of the key has changed")
				}
				now := b.x.Tally()
				if now.Skipped != 1 || now.Outputs != tally.Outputs || now.Moved != tally.Moved || now.NaNs != tally.NaNs {
					t.Errorf("counts %+v, before %+v", now, tally)
				}
				if len(b.lines) != 1 || !strings.HasPrefix(b.lines[0], "skipped A t=") {
					t.Errorf("it hands out %q", b.lines)
				}
			})
		}
	}
}

// TestSkippedFirstEvent holds that the first event of a key, skipped, is no event:
// its coverage begins with the next.
func TestSkippedFirstEvent(t *testing.T) {
	b := newBench(t, everything)
	b.must(b.give("A", 1, 13))
	b.must(b.give("A", 14, 1))
	other := newBench(t, everything)
	other.seq = 1
	other.must(other.give("A", 14, 1))
	if b.digest() != other.digest() {
		t.Error("the memory of the key is not that of one whose first event is the second")
	}
}

// TestHalt holds that a failed step ends the run with an error that names the
// event and the operator, and that nothing of it is handed out.
func TestHalt(t *testing.T) {
	for v, cause := range map[float64]string{13: "thirteen", 14: "panic: fourteen"} {
		b := newBench(t, strings.Replace(everything, "on_error: skip", "on_error: halt", 1))
		b.must(b.give("A", 1, 1))
		b.lines = nil
		err := b.give("A", 2, v)
		want := `at event 2 of lane bench/31, key symbol=A: feature "z_boom" (test.boom, operator map_if): ` + cause
		if err == nil || err.Error() != want {
			t.Errorf("error %v, expected %s", err, want)
		}
		if v == 13 && !errors.Is(err, errBoom) {
			t.Errorf("the cause is lost from %v", err)
		}
		var panicked *PanicError
		if v == 14 && (!errors.As(err, &panicked) || len(panicked.Stack) == 0) {
			t.Errorf("no stack in %v", err)
		}
		b.expect()
		if again := b.give("A", 3, 1); !errors.Is(again, err) {
			t.Errorf("the next event gives %v, not the same error", again)
		}
		if again := b.x.Tick(1000); !errors.Is(again, err) {
			t.Errorf("a tick gives %v, not the same error", again)
		}
	}
}

const overBars = head + `
  bar: {definition: window.sum, inputs: [x], params: {window: 10ns, kind: tumbling, close_delay: 5ns}}
  bars: {definition: window.count, inputs: [bar], params: {window: 100ns}}
  last: {expr: "bar.value + 0*v", inputs: [bar, x]}
  z: {definition: test.boom, inputs: [bar]}
`

// TestSkippedDeadline holds that a deadline is one step for all its keys: if one
// fails, none has closed its windows, and what they held is lost.
func TestSkippedDeadline(t *testing.T) {
	for name, v := range map[string]float64{"error": 13, "panic": 14} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, overBars)
			b.must(b.give("A", 1, 1))
			b.must(b.give("B", 2, v))
			b.must(b.give("C", 3, 3))
			b.lines = nil
			b.must(b.x.Tick(14))
			b.expect()
			b.must(b.x.Tick(15))
			if len(b.lines) != 1 || !strings.HasPrefix(b.lines[0], "skipped ") {
				t.Errorf("it hands out %q", b.lines)
			}
			b.lines = nil
			if n := b.x.Tally().Skipped; n != 1 {
				t.Errorf("%d steps skipped, expected 1", n)
			}
			// A's state counts no bar, as none has closed: the first is that of 20.
			b.must(b.give("A", 16, 4))
			b.expect("last A t=16 null")
			b.must(b.x.Tick(25))
			b.expect("bar A t=20 4", "bars A t=20 1", "last A t=20 4", "z A t=20 4")
		})
	}
}

// TestSkippedDeadlineKeepsOutputs holds that the last output of a window stays what
// it was when the step in which the next would have closed fails.
func TestSkippedDeadlineKeepsOutputs(t *testing.T) {
	b := newBench(t, overBars)
	b.must(b.give("A", 1, 1))
	b.must(b.x.Tick(15))
	b.must(b.give("A", 16, 13))
	b.lines = nil
	b.must(b.x.Tick(25))
	if b.x.Tally().Skipped != 1 {
		t.Fatal("the deadline did not fail")
	}
	b.lines = nil
	// last reads the latest value of bar: the 1 of the window that did close.
	b.must(b.give("A", 30, 2))
	b.expect("last A t=30 1")
}

// TestSkippedDeadlineFilled holds that a failed deadline takes one window and no
// more, also where a skipped event had opened the window before.
func TestSkippedDeadlineFilled(t *testing.T) {
	const filled = `
sources: {trades: {definition: market.trade}}
on_error: skip
warmup: keep
features:
  bars: {definition: bars.ohlcv, params: {window: 10ns, close_delay: 5ns, fill: previous}}
  y: {definition: test.boom, inputs: [trades.price]}
  z: {definition: test.boom, inputs: [bars.volume]}
`
	for name, skipped := range map[string]bool{"once opened": false, "opened twice": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, filled)
			if skipped {
				b.must(b.trade("A", 11, 13, 1)) // y fails
			}
			b.must(b.trade("A", 12, 7, 13)) // z fails when the bar closes
			b.must(b.x.Tick(25))
			b.lines = nil
			b.must(b.x.Tick(35)) // nothing to fill from: the window is lost
			b.expect()
			b.must(b.trade("A", 36, 9, 1))
			b.must(b.x.Tick(45))
			b.must(b.x.Tick(55))
			b.expect(
				"y A t=36 9",
				"bars A t=40 9 9 9 9 1 9 1", "z A t=40 1",
				"bars A t=50 9 9 9 9 0 9 0", "z A t=50 0",
			)
		})
	}
}

// TestSkippedDeadlineTakesOneWindow holds that a failed deadline takes one of the
// windows that are filled, also where a skipped event had opened it before.
func TestSkippedDeadlineTakesOneWindow(t *testing.T) {
	b := newBench(t, `
sources: {trades: {definition: market.trade}}
on_error: skip
warmup: keep
features:
  bars: {definition: bars.ohlcv, params: {window: 10ns, close_delay: 5ns, fill: previous}}
  y: {definition: test.boom, inputs: [trades.price]}
  z: {definition: test.boom, inputs: [bars.volume]}
`)
	b.must(b.trade("A", 2, 5, 1))
	b.must(b.x.Tick(15))
	b.must(b.trade("A", 21, 13, 1)) // y fails, having closed [10, 20)
	b.must(b.trade("A", 22, 7, 13)) // closes it, and opens [20, 30) again
	b.lines = nil
	b.must(b.x.Tick(35)) // z fails
	if len(b.lines) != 1 || !strings.HasPrefix(b.lines[0], "skipped A ") {
		t.Errorf("it hands out %q", b.lines)
	}
	b.lines = nil
	b.must(b.x.Tick(45))
	b.expect("bars A t=40 5 5 5 5 0 5 0", "z A t=40 0")
}

// TestSkippedStepOfOwnMemory holds that a state that encodes itself is put back,
// though copies of it share memory.
func TestSkippedStepOfOwnMemory(t *testing.T) {
	b := newBench(t, head+`
  a: {definition: test.noted, inputs: [x]}
  z: {definition: test.boom, inputs: [x]}
`)
	b.must(b.give("A", 1, 13))
	b.must(b.give("A", 2, 5))
	b.must(b.give("A", 3, 13))
	b.must(b.give("A", 4, 6))
	var outputs []string
	for _, line := range b.lines {
		if strings.HasPrefix(line, "a ") {
			outputs = append(outputs, line)
		}
	}
	if got := strings.Join(outputs, ", "); got != "a A t=2 1, a A t=4 2" {
		t.Errorf("got %s", got)
	}
}

// TestEmitFails holds that an error of the receiver ends the run.
func TestEmitFails(t *testing.T) {
	b := newBench(t, overBars)
	full := errors.New("no more room")
	b.x.options.Emit = func(*event.Output) error { return full }
	if err := b.give("A", 1, 1); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

// TestSkippedRehearsal holds that a panic while windows above what is computed of
// several keys are tried out leaves nothing behind for the next event.
func TestSkippedRehearsal(t *testing.T) {
	const graph = head + `
  a_mean: {definition: cross.mean, inputs: [x]}
  b_bar: {definition: window.sum, inputs: [a_mean], params: {window: 10ns, kind: tumbling, close_delay: 100ns}}
  z_boom: {definition: test.boom, inputs: [a_mean]}
`
	run := func(failing bool) (lines []string) {
		b := newBench(t, graph)
		b.must(b.give("A", 1, 1))
		if failing {
			b.must(b.give("A", 31, 14))
		}
		b.must(b.give("A", 5, 2))
		b.must(b.give("A", 12, 3))
		for _, line := range b.lines {
			if strings.HasPrefix(line, "b_bar") {
				lines = append(lines, line)
			}
		}
		return lines
	}
	if want, got := run(false), run(true); len(want) == 0 || strings.Join(want, "\n") != strings.Join(got, "\n") {
		t.Errorf("after a step that was skipped the windows give %q, without it %q", got, want)
	}
}
