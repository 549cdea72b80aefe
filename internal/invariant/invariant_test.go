package invariant

import "testing"

func TestBrokenPanicsWithTheMessage(t *testing.T) {
	defer func() {
		want := "broken invariant: lane 3 went back to 41"
		if got := recover(); got != want {
			t.Errorf("panic value %v, want %q", got, want)
		}
	}()
	Broken("lane %d went back to %d", 3, 41)
}
