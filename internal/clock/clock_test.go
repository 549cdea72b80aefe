package clock

import (
	"sync"
	"testing"
	"time"
)

func TestSystemIsWallTimeInNanoseconds(t *testing.T) {
	before := time.Now().UnixNano()
	now := System{}.Now()
	after := time.Now().UnixNano()
	if now < before || now > after {
		t.Errorf("Now() = %d, want a moment in [%d, %d]", now, before, after)
	}
}

func TestFakeMovesOnlyWhenTold(t *testing.T) {
	var f Fake
	if got := f.Now(); got != 0 {
		t.Errorf("zero clock stands at %d, want 0", got)
	}
	f.Set(1_000)
	if got := f.Advance(2 * time.Microsecond); got != 3_000 {
		t.Errorf("Advance returned %d, want 3000", got)
	}
	if got := f.Now(); got != 3_000 {
		t.Errorf("after Set and Advance: %d, want 3000", got)
	}
	f.Set(7)
	f.Advance(-time.Nanosecond)
	if got := f.Now(); got != 6 {
		t.Errorf("after going back: %d, want 6", got)
	}
}

func TestFakeFromSeveralGoroutines(t *testing.T) {
	var f Fake
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				f.Advance(time.Nanosecond)
			}
		})
	}
	wg.Wait()
	if got := f.Now(); got != 800 {
		t.Errorf("800 advances of one nanosecond end at %d", got)
	}
}
