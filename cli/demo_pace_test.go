package cli

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/internal/ingest"
)

func TestSpeed(t *testing.T) {
	for text, want := range map[string]speed{"max": 0, "1x": 1, "20x": 20, "0.5x": 0.5} {
		got := speed(99)
		if err := got.Set(text); err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", text, float64(got), err, float64(want))
		}
		if got.String() != text {
			t.Errorf("%s is printed as %s", text, got.String())
		}
	}
	for _, text := range []string{"", "x", "20", "0x", "-1x", "NaNx", "Infx", "fast", "1e9x"} {
		var s speed
		if err := s.Set(text); err == nil {
			t.Errorf("%q is taken as a speed: %v", text, float64(s))
		}
	}
}

// TestPacer lets events pass at ten times their pace for one second.
func TestPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		p := &pacer{clock: clock.System{}, speed: 10, length: time.Second}
		at := func(d time.Duration) error { return p.wait(t.Context(), event.Time(0).Add(time.Hour+d)) }
		for _, c := range []struct {
			received, want time.Duration
			err            error
		}{
			{0, 0, nil},
			{10 * time.Millisecond, 0, nil}, // too short to wait for
			{5 * time.Second, 500 * time.Millisecond, nil},
			{4 * time.Second, 500 * time.Millisecond, nil}, // late: at once
			{9990 * time.Millisecond, 999 * time.Millisecond, nil},
			{time.Minute, time.Second, ingest.ErrStop},
			{9990 * time.Millisecond, time.Second, ingest.ErrStop},
		} {
			if err := at(c.received); !errors.Is(err, c.err) {
				t.Errorf("at %v: %v, want %v", c.received, err, c.err)
			}
			if got := time.Since(begin); got != c.want {
				t.Errorf("the event of %v passes after %v, want %v", c.received, got, c.want)
			}
		}
	})
}

func TestPacerAtFullSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pacer{clock: clock.System{}, length: time.Second}
		for i := range 100 {
			if err := p.wait(t.Context(), event.Time(0).Add(time.Duration(i)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Second)
		if err := p.wait(t.Context(), event.Time(0).Add(1000*time.Hour)); !errors.Is(err, ingest.ErrStop) {
			t.Errorf("when the time is up: %v, want %v", err, ingest.ErrStop)
		}
	})
}

func TestPacerIsInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := &pacer{clock: clock.System{}, speed: 1, length: time.Hour}
		if err := p.wait(ctx, 0); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Second, cancel)
		begin := time.Now()
		err := p.wait(ctx, event.Time(0).Add(time.Minute))
		if got := time.Since(begin); !errors.Is(err, context.Canceled) || got != time.Second {
			t.Errorf("%v after %v, want %v after 1s", err, got, context.Canceled)
		}
	})
}
