package engine

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	harshN    = flag.Int("harsh", 100, "how many graphs the harsh tests draw")
	harshSeed = flag.Int64("harshseed", 1, "seed of the first")
)

type textual struct {
	N    float64
	Text string
	Last string
}

type tallyText struct {
	N    int64
	Text string
}

func TestHarshBatch(t *testing.T) {
	for i := range *harshN {
		seed := *harshSeed + int64(i)
		t.Run(strconv.FormatInt(seed, 10), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(uint64(seed), 1))
			text := harshGraph(rnd, "halt")
			step := newLab(t, text)
			list := harshEvents(rnd, step.plan)
			if rnd.IntN(2) == 0 { // else fails early, mostly
				text = strings.NewReplacer("user.failmap", "user.unique", "user.failfold", "user.filter", "user.failtumble", "user.mapif", "user.fail,", "user.filter,", "user.scan", "user.mapif").Replace(text)
				step = newLab(t, text)
			}
			x, err := New(step.program(), step.options(true))
			if err != nil {
				t.Fatal(err)
			}
			want := step.run(x, list, false)
			for _, o := range []BatchOptions{
				{Size: 1, Span: 1 + rnd.IntN(3)},
				{Size: 1 + rnd.IntN(9), Span: 1 + rnd.IntN(50)},
				{Size: 7, Span: 50, Workers: 2, Each: parallel},
				{Size: 300, Span: 100, Workers: 5, Each: parallel},
				{},
			} {
				batch := newLab(t, text)
				b, err := NewBatch(batch.program(), batch.options(true), o)
				if err != nil {
					t.Fatal(err)
				}
				o.Each = nil
				got := batch.run(b, list, rnd.IntN(2) == 0)
				if d := diffAt(step.lines, batch.lines); d != "none" {
					t.Errorf("%+v: %s\n%s\nSTEP\n%s\nBATCH\n%s\nERR %v %v", o, d, text, strings.Join(step.lines, "\n"), strings.Join(batch.lines, "\n"), want, got)
					return
				}
				if (got == nil) != (want == nil) {
					t.Errorf("%+v: ends with %v, step with %v", o, got, want)
				} else if got != nil && got.Error() != want.Error() {
					t.Logf("ERRTEXT %+v: ends with %v, step with %v", o, got, want)
				}
				a, c := b.Tally(), x.Tally()
				if got == nil && a != c || a.Steps != c.Steps || a.Outputs != c.Outputs || a.Rows != c.Rows {
					t.Errorf("%+v: counts %+v, step %+v, err %v\n%s", o, a, c, got, text)
					return
				}
			}
		})
	}
}

// TestHarshSkip holds that a run with skipped events is that without them.
func TestHarshSkip(t *testing.T) {
	for i := range *harshN {
		seed := *harshSeed + int64(i)
		t.Run(strconv.FormatInt(seed, 10), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(uint64(seed), 1))
			text := harshGraph(rnd, "skip")
			all := newLab(t, text)
			list := harshEvents(rnd, all.plan)
			x, err := New(all.program(), all.options(false))
			if err != nil {
				t.Fatal(err)
			}
			if err := all.run(x, list, false); err != nil {
				t.Fatal(err)
			}
			skipped := map[string]bool{}
			for _, line := range all.lines {
				if strings.HasPrefix(line, "skipped") {
					for w := range strings.FieldsSeq(line) {
						if strings.HasPrefix(w, "seq=") {
							skipped[w] = true
						}
					}
				}
			}
			less := newLab(t, text)
			y, err := New(less.program(), less.options(false))
			if err != nil {
				t.Fatal(err)
			}
			for i := range list {
				e, spoil := less.event(&list[i])
				if skipped[fmt.Sprintf("seq=%d", e.Seq)] && e.Control == nil {
					// its key is known all the same
					err = y.Tick(e.Received)
				} else {
					err = y.Step(e)
				}
				spoil()
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := y.Tick(list[len(list)-1].received + 3000); err != nil {
				t.Fatal(err)
			}
			drop := func(l []string) []string {
				return slices.DeleteFunc(slices.Clone(l), func(s string) bool {
					return strings.HasPrefix(s, "skipped") && !strings.Contains(s, "seq=0 ")
				})
			}
			if d := diffAt(drop(all.lines), drop(less.lines)); d != "none" {
				t.Errorf("%d skipped: %s\n%s", len(skipped), d, text)
			}
		})
	}
}

// TestHarshSkipAgain holds that a replay takes the skips of the run and decides none
// itself: the same list gives the same, and with a step less on it the run fails.
func TestHarshSkipAgain(t *testing.T) {
	for i := range *harshN {
		rnd := rand.New(rand.NewPCG(uint64(*harshSeed+int64(i)), 1))
		text := harshGraph(rnd, "skip")
		first := newLab(t, text)
		list, skips := harshEvents(rnd, first.plan), map[SkipPlace]bool{}
		run := func(l *lab, o Options) error {
			x, err := New(l.program(), o)
			if err != nil {
				t.Fatal(err)
			}
			return l.run(x, list, false)
		}
		o := first.options(false)
		o.OnSkip = func(at SkipPlace, _ error) { skips[at] = true }
		if err := run(first, o); err != nil {
			t.Fatal(err)
		}
		again := newLab(t, text)
		o = again.options(false)
		o.Skips = maps.Clone(skips)
		if err := run(again, o); err != nil {
			t.Fatal(err)
		}
		causes := func(lines []string) []string { // the cause of a step that fails again may be told otherwise
			return slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return strings.HasPrefix(s, "skipped") })
		}
		if d := diffAt(causes(first.lines), causes(again.lines)); d != "none" {
			t.Errorf("%d skipped: %s\n%s", len(skips), d, text)
		}
		for at := range skips {
			less := newLab(t, text)
			o = less.options(false)
			o.Skips = maps.Clone(skips)
			delete(o.Skips, at)
			if err := run(less, o); err == nil {
				t.Errorf("a step that was not skipped when it was recorded fails, and the run does not: %+v", at)
			}
			break
		}
	}
}

// TestHarshRestore holds that a run that goes on from snapshots gives the same.
func TestHarshRestore(t *testing.T) {
	for i := range *harshN {
		seed := *harshSeed + int64(i)
		t.Run(strconv.FormatInt(seed, 10), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(uint64(seed), 1))
			text := harshGraph(rnd, []string{"skip", "halt"}[rnd.IntN(2)])
			one := newLab(t, text)
			list := harshEvents(rnd, one.plan)
			x, err := New(one.program(), one.options(true))
			if err != nil {
				t.Fatal(err)
			}
			want := one.run(x, list, false)
			two := newLab(t, text)
			y, err := New(two.program(), two.options(true))
			if err != nil {
				t.Fatal(err)
			}
			for i := range list {
				if rnd.IntN(15) == 0 {
					y = two.restored(y)
				}
				e, spoil := two.event(&list[i])
				err := y.Step(e)
				spoil()
				if err != nil {
					if want == nil || err.Error() != want.Error() {
						t.Fatalf("%v instead of %v", err, want)
					}
					want = errors.New("done")
					break
				}
			}
			if want == nil || want.Error() != "done" {
				if err := y.Tick(list[len(list)-1].received + 3000); (err == nil) != (want == nil) {
					t.Fatalf("%v instead of %v", err, want)
				}
			}
			if d := diffAt(one.lines, two.lines); d != "none" {
				t.Errorf("%s\n%s", d, text)
			}
		})
	}
}
