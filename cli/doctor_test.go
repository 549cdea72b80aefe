package cli

import (
	"testing"
	"time"
)

// TestCheckClock holds which clocks are doubted.
func TestCheckClock(t *testing.T) {
	day := func(year int) int64 { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC).UnixNano() }
	const passed = 10 * time.Millisecond
	for _, c := range []struct {
		name  string
		begin int64
		moved time.Duration
		want  status
	}{
		{"right", day(2026), passed, fine},
		{"slewed", day(2026), passed + time.Millisecond, fine},
		{"set back", day(2026), -time.Second, doubt},
		{"set forth", day(2026), passed + 6*time.Millisecond, doubt},
		{"never set", day(1970), passed, broken},
		{"far ahead", day(2150), passed, broken},
	} {
		got := checkClock(moments{c.begin, c.begin + int64(c.moved), passed})
		if got.Status != c.want || (got.Hint == "") != (c.want == fine) {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

func TestBytesText(t *testing.T) {
	for size, want := range map[float64]string{
		0: "0 bytes", 999: "999 bytes", 1000: "1 kB", 16_614: "16.6 kB", 64.9e9: "64.9 GB", 1e15: "1 PB", 5e18: "5e+03 PB",
	} {
		if got := bytesText(size); got != want {
			t.Errorf("%v: %q, want %q", size, got, want)
		}
	}
}
