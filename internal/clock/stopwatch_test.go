package clock

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestStopwatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := Start()
		for _, want := range []time.Duration{time.Second, time.Second + time.Nanosecond} {
			time.Sleep(want - s.Elapsed())
			if got := s.Elapsed(); got != want {
				t.Errorf("after %v it shows %v", want, got)
			}
		}
	})
}
