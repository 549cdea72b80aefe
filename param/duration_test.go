package param_test

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/param"
)

func TestParseDuration(t *testing.T) {
	for _, tt := range []struct {
		text string
		want time.Duration
	}{
		{"250ms", 250 * time.Millisecond},
		{"1m", time.Minute},
		{"1h30m", 90 * time.Minute},
		{"2d", 48 * time.Hour},
		{"1d2h3m4s5ms6us7ns", 26*time.Hour + 3*time.Minute + 4*time.Second + 5006007},
		{"1.5s", 1500 * time.Millisecond},
		{"0.1s", 100 * time.Millisecond},
		{"0.000000001s", 1},
		{"0.00000000005m", 3},
		{"1.10s", 1100 * time.Millisecond},
		{"10µs", 10 * time.Microsecond},
		{"10μs", 10 * time.Microsecond},
		{"-1s", -time.Second},
		{"0s", 0},
		{"9223372036854775807ns", 1<<63 - 1},
		{"106751d", 106751 * 24 * time.Hour},
	} {
		got, err := param.ParseDuration(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("ParseDuration(%q) = %v, %v, want %v", tt.text, got, err, tt.want)
		}
	}
}

func TestParseDurationErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"5", "a duration needs a unit: write 5s, 5ms or 5m, not 5"},
		{"0", "a duration needs a unit: write 0s, 0ms or 0m, not 0"},
		{"-2.5", "a duration needs a unit: write -2.5s, -2.5ms or -2.5m, not -2.5"},
		{"", `"" is not a duration such as 1m or 250ms`},
		{"-", `"-" is not a duration such as 1m or 250ms`},
		{"abc", `"abc" is not a duration such as 1m or 250ms`},
		{"1 m", `"1 m" is not a duration such as 1m or 250ms`},
		{"1m5", `"1m5" is not a duration such as 1m or 250ms`},
		{".5s", `".5s" is not a duration such as 1m or 250ms`},
		{"1.s", `"1.s" is not a duration such as 1m or 250ms`},
		{"+1s", `"+1s" is not a duration such as 1m or 250ms`},
		{"1.5.5s", `"1.5.5s" is not a duration such as 1m or 250ms`},
		{"1M", `"1M" is not a duration such as 1m or 250ms`},
		{"1w", `"1w" is not a duration such as 1m or 250ms`},
		{"30m1h", `"30m1h" is not in order: units go from long to short, each once, as in 1h30m`},
		{"1m1m", `"1m1m" is not in order: units go from long to short, each once, as in 1h30m`},
		{"1us1µs", `"1us1µs" is not in order: units go from long to short, each once, as in 1h30m`},
		{"0.5ns", `"0.5ns" is finer than a nanosecond`},
		{"0.0000000001s", `"0.0000000001s" is finer than a nanosecond`},
		{"0.12345678901234567d", `"0.12345678901234567d" is finer than a nanosecond`},
		{"9223372036854775808ns", `"9223372036854775808ns" is longer than the 292 years a duration can hold`},
		{"106752d", `"106752d" is longer than the 292 years a duration can hold`},
		{"106751d24h", `"106751d24h" is longer than the 292 years a duration can hold`},
		// The sum of these is 2^64 + 183.
		{"106751d23h47m16.8547758s9223372036854775.999us", `"106751d23h47m16.8547758s9223372036854775.999us" is longer than the 292 years a duration can hold`},
		{"99999999999999999999s", `"99999999999999999999s" is longer than the 292 years a duration can hold`},
	} {
		got, err := param.ParseDuration(tt.text)
		if err == nil || err.Error() != tt.want {
			t.Errorf("ParseDuration(%q) = %v, %v\nwant %s", tt.text, got, err, tt.want)
		}
	}
}

func TestParseDurationReadsWhatGoWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := time.Duration(rapid.Int64Min(-1<<63+1).Draw(t, "ns"))
		got, err := param.ParseDuration(want.String())
		if err != nil || got != want {
			t.Fatalf("ParseDuration(%q) = %d, %v, want %d", want.String(), got, err, want)
		}
	})
}

// slowDuration is the obvious reading of a duration in exact fractions.
func slowDuration(text string) (*big.Rat, bool) {
	rest, negative := strings.CutPrefix(text, "-")
	if !regexp.MustCompile(`^([0-9]+(\.[0-9]+)?(d|h|ms|m|s|us|ns))+$`).MatchString(rest) {
		return nil, false
	}
	lengths := map[string]int64{"d": 864e11, "h": 36e11, "m": 6e10, "s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1}
	total, above := new(big.Rat), int64(1<<62)
	for _, part := range regexp.MustCompile(`([0-9.]+)([a-z]+)`).FindAllStringSubmatch(rest, -1) {
		number, ok := new(big.Rat).SetString(part[1])
		length := lengths[part[2]]
		if !ok || length >= above {
			return nil, false
		}
		above = length
		number.Mul(number, new(big.Rat).SetInt64(length))
		if !number.IsInt() {
			return nil, false
		}
		total.Add(total, number)
	}
	if negative {
		total.Neg(total)
	}
	return total, total.Num().IsInt64() && total.Num().Int64() != -1<<63
}

func checkAgainstSlow(t interface {
	Fatalf(format string, args ...any)
}, text string,
) {
	want, ok := slowDuration(text)
	got, err := param.ParseDuration(text)
	if ok != (err == nil) {
		t.Fatalf("ParseDuration(%q) = %v, %v, want ok %v", text, got, err, ok)
	}
	if ok && want.Num().Int64() != int64(got) {
		t.Fatalf("ParseDuration(%q) = %d, want %s", text, got, want.Num())
	}
}

func TestParseDurationOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			b.WriteString(strconv.FormatUint(rapid.Uint64Range(0, 200_000).Draw(t, "whole"), 10))
			if rapid.Bool().Draw(t, "pointed") {
				b.WriteString("." + rapid.StringMatching(`[0-9]{1,14}`).Draw(t, "fraction"))
			}
			b.WriteString(rapid.SampledFrom([]string{"d", "h", "m", "s", "ms", "us", "ns"}).Draw(t, "unit"))
		}
		checkAgainstSlow(t, b.String())
	})
}

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"1m", "1h30m", "0.5ns", "-1.5d", "9223372036854775808ns", "5", "", "1ms2us"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "µμ") {
			t.Skip("the slow version knows no micro signs")
		}
		checkAgainstSlow(t, text)
	})
}
