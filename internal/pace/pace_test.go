package pace

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/featurizer/featurizer/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// origin is when the first event of a test was received.
const origin event.Time = 1_700_000_000_000_000_000

// passage is a run of a pacer in a bubble: when its events went on by the clock, and
// what was promised before each.
type passage struct {
	*Pacer

	t     *testing.T
	begin time.Time
	tick  event.Time // the last promise
	idle  int        // promises
	went  []time.Duration
}

func newPassage(t *testing.T, p *Pacer) *passage {
	return &passage{Pacer: p, t: t, begin: time.Now(), tick: event.Unset}
}

// play lets events go on that were received so long after the first.
func (p *passage) play(after ...time.Duration) {
	p.t.Helper()
	for _, d := range after {
		if err := p.take(p.t.Context(), origin.Add(d)); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p *passage) take(ctx context.Context, received event.Time) error {
	p.t.Helper()
	err := p.Wait(ctx, received, func(now event.Time) error {
		if now < p.tick {
			p.t.Errorf("promised %d after %d", now, p.tick)
		}
		if now >= received {
			p.t.Errorf("promised %d, and then comes %d", now, received)
		}
		p.tick, p.idle = now, p.idle+1
		return nil
	})
	if err == nil {
		p.went = append(p.went, time.Since(p.begin))
	}
	return err
}

func (p *passage) want(went ...time.Duration) {
	p.t.Helper()
	if diff := cmp.Diff(went, p.went); diff != "" {
		p.t.Errorf("when events went on (-want +got):\n%s", diff)
	}
}

// at returns a pacer of a speed.
func at(s Speed) *Pacer {
	p := &Pacer{}
	p.SetSpeed(s)
	return p
}

const ms = time.Millisecond

func TestSpeeds(t *testing.T) {
	events := []time.Duration{0, 10 * ms, 5 * time.Second, 5*time.Second + 1, 4 * time.Second, time.Minute}
	for _, c := range []struct {
		speed Speed
		want  []time.Duration
	}{
		{0, []time.Duration{0, 0, 0, 0, 0, 0}},
		{Max, []time.Duration{0, 0, 0, 0, 0, 0}},
		{1, []time.Duration{0, 10 * ms, 5 * time.Second, 5001 * ms, 5001 * ms, time.Minute}}, // never early, and no timer for a nanosecond
		{10, []time.Duration{0, 1 * ms, 500 * ms, 501 * ms, 501 * ms, 6 * time.Second}},
		{0.5, []time.Duration{0, 20 * ms, 10 * time.Second, 10001 * ms, 10001 * ms, 2 * time.Minute}},
	} {
		t.Run(c.speed.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPassage(t, at(c.speed))
				p.play(events...)
				p.want(c.want...)
			})
		})
	}
}

// TestPromises holds that time is told to pass while no event comes, up to just
// before the next one.
func TestPromises(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPassage(t, at(20))
		p.play(0, 10*time.Second)
		if want := origin.Add(9 * time.Second); p.tick != want || p.idle != 10 {
			t.Errorf("%d promises, the last %v after the first event, want 10 and 9s", p.idle, time.Duration(p.tick-origin))
		}
		p.play(10*time.Second+1, 10*time.Second+2) // both within a wait: the second goes on with the first
		if p.tick != origin.Add(10*time.Second) || p.idle != 11 {
			t.Errorf("%d promises, the last %v after the first event", p.idle, time.Duration(p.tick-origin))
		}
	})
}

// TestPause pauses in the middle of a wait, steps, and goes on.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPassage(t, at(1))
		go func() {
			time.Sleep(3 * time.Second)
			p.Pause()
			time.Sleep(time.Hour)
			if diff := cmp.Diff(State{1, true, 0, origin.Add(3 * time.Second)}, p.State()); diff != "" {
				t.Errorf("paused (-want +got):\n%s", diff)
			}
			p.Resume()
			time.Sleep(3 * time.Second) // at 6s of the run
			p.Step(2)                   // to 10 and 20s
			time.Sleep(time.Hour)
			p.Step(1) // 30s
			time.Sleep(time.Hour)
			p.SetSpeed(2)
			p.Resume()
		}()
		p.play(0, 5*time.Second, 10*time.Second, 20*time.Second, 30*time.Second, 40*time.Second)
		p.want(0, time.Hour+5*time.Second, time.Hour+6*time.Second, time.Hour+6*time.Second,
			2*time.Hour+6*time.Second, 3*time.Hour+11*time.Second)
	})
}

// TestPausedFromTheStart holds that a run can be paused before it begins, and that a
// pause forgets steps.
func TestPausedFromTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPassage(t, &Pacer{})
		if diff := cmp.Diff(State{Now: event.Unset}, p.State()); diff != "" {
			t.Errorf("before the run (-want +got):\n%s", diff)
		}
		p.Pause()
		go func() {
			time.Sleep(time.Second)
			p.Step(1)
			time.Sleep(time.Second)
			p.Step(-3)
			time.Sleep(time.Second)
			p.Step(1 << 62)
			p.Step(1 << 62)
			p.Step(1 << 62)
			p.Pause()
			time.Sleep(time.Second)
			p.Resume()
		}()
		p.play(0, time.Hour, 2*time.Hour, 3*time.Hour)
		p.want(time.Second, 4*time.Second, 4*time.Second, 4*time.Second)
	})
}

// TestNewSpeed changes the speed while an event waits.
func TestNewSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPassage(t, at(1))
		go func() {
			time.Sleep(10 * time.Second)
			p.SetSpeed(10) // 50s are left
			time.Sleep(time.Second)
			p.SetSpeed(Max) // 40s are left
		}()
		p.play(0, time.Minute, time.Hour)
		p.SetSpeed(1) // goes on from the last event
		p.play(time.Hour + time.Second)
		p.want(0, 11*time.Second, 11*time.Second, 12*time.Second)
	})
}

// TestBehind holds that a run whose events come late goes on at once until it has
// made up for it.
func TestBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPassage(t, at(1))
		p.play(0)
		time.Sleep(10 * time.Second)
		p.play(time.Second, 9*time.Second, 10*time.Second, 11*time.Second)
		p.want(0, 10*time.Second, 10*time.Second, 10*time.Second, 11*time.Second)
	})
}

func TestExtremes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPassage(t, at(fastest))
		for _, received := range []event.Time{event.Unset + 1, -1, 0, 1 << 62, event.Never} {
			if err := p.take(t.Context(), received); err != nil {
				t.Fatal(err)
			}
		}
		if want := time.Duration(1<<63/1_000_000) * 2; p.went[4].Round(time.Second) != want.Round(time.Second) {
			t.Errorf("all of time at %v took %v, want %v", fastest, p.went[4], want)
		}
	})
}

// TestInterrupted ends waits of all kinds at once.
func TestInterrupted(t *testing.T) {
	for name, p := range map[string]*Pacer{"paced": at(1), "paused": at(1)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				run := newPassage(t, p)
				run.play(0)
				if name == "paused" {
					p.Pause()
				}
				time.AfterFunc(time.Second, cancel)
				err := run.take(ctx, origin.Add(time.Minute))
				if got := time.Since(run.begin); !errors.Is(err, context.Canceled) || got != time.Second {
					t.Errorf("%v after %v, want %v after 1s", err, got, context.Canceled)
				}
			})
		})
	}
}

// TestIdleFails holds that what time brings about can end the run.
func TestIdleFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, stop := at(1), errors.New("enough")
		idle := func(now event.Time) error {
			if now >= origin.Add(time.Second) {
				return stop
			}
			return nil
		}
		begin := time.Now()
		if err := p.Wait(t.Context(), origin, idle); err != nil {
			t.Fatal(err)
		}
		if err := p.Wait(t.Context(), origin.Add(time.Minute), idle); !errors.Is(err, stop) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v, want %v after 1s", err, time.Since(begin), stop)
		}
	})
}

// TestAnything makes changes of all kinds at random moments of random runs: promises
// hold, all events go on, and none before its time unless it is stepped to.
func TestAnything(t *testing.T) {
	for seed := range uint64(200) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(seed, 7))
				p := newPassage(t, &Pacer{})
				events := make([]time.Duration, 1+rnd.IntN(100))
				for i := range events {
					events[i] = time.Duration(rnd.Int64N(1 << (10 + rnd.IntN(30))))
				}
				slices.Sort(events)
				done := make(chan struct{})
				go func() {
					defer close(done)
					for range rnd.IntN(40) {
						time.Sleep(time.Duration(rnd.Int64N(int64(10 * time.Second))))
						change(rnd, p.Pacer)
					}
					p.SetSpeed(Max)
					p.Resume()
				}()
				p.play(events...)
				<-done
				if len(p.went) != len(events) {
					t.Errorf("%d of %d events went on", len(p.went), len(events))
				}
			})
		})
	}
}

func change(rnd *rand.Rand, p *Pacer) {
	switch rnd.IntN(4) {
	case 0:
		p.Pause()
	case 1:
		p.Resume()
	case 2:
		p.Step(rnd.IntN(5))
	default:
		p.SetSpeed([]Speed{0.001, 0.5, 1, 20, 1e6, Max}[rnd.IntN(6)])
	}
}
