package binance

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// TestNumbersAreParseFloats holds that a price is the float64 that
// strconv.ParseFloat gives, however it is written.
func TestNumbersAreParseFloats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,25}(\.[0-9]{1,25})?(e-?[0-9]{1,2})?`).Draw(t, "text")
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := float([]byte(text))
		if !ok || math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("float(%s) = %v, %v; want %v", text, got, ok, want)
		}
	})
}

// TestQuick holds the short way of reading a level against the long one.
func TestQuick(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{0,12}[.x\\-]?[0-9]{0,9}`).Draw(t, "text")
		got, size := quick([]byte(`"` + text + `",`))
		want, err := event.ParseDecimal([]byte(text))
		switch {
		case size == 0 && err == nil && len(text) <= 18 && text[0] != '-':
			t.Fatalf("quick(%q) was left to the slow way", text)
		case size > 0 && (err != nil || got != want || size != len(text)+2):
			t.Fatalf("quick(%q) = %v, %d; ParseDecimal: %v, %v", text, got, size, want, err)
		}
	})
}

func TestUnsigned(t *testing.T) {
	for text, want := range map[string]uint64{"0": 0, "007": 7, "18446744073709551615": math.MaxUint64} {
		if got, ok := unsigned([]byte(text)); got != want || !ok {
			t.Errorf("unsigned(%s) = %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "-1", "+1", "1.0", "1e3", "18446744073709551616", "99999999999999999999", "१"} {
		if got, ok := unsigned([]byte(text)); ok {
			t.Errorf("unsigned(%s) = %d, want no number", text, got)
		}
	}
}

func TestDecimal(t *testing.T) {
	for text, want := range map[string]event.Decimal{
		"61800.20":                    {Mantissa: 6180020, Scale: 2},
		"0.00000000":                  {Scale: 8},
		"100":                         {Mantissa: 100},
		"12345678901.00000000":        {Mantissa: 12345678901},
		"12345678901.50000000":        {Mantissa: 123456789015, Scale: 1},
		"0.1234567890123456780":       {Mantissa: 123456789012345678, Scale: 18},
		"1" + strings.Repeat("0", 17): {Mantissa: 1e17},
	} {
		if got, ok := decimal([]byte(text)); got != want || !ok {
			t.Errorf("decimal(%s) = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", ".", "1.", ".5", "00000.", "1.0.0", "1..00", "-1", "+1", "1e5", "x", "0x10", "1 ", "Inf",
		"1" + strings.Repeat("0", 18), "0.1234567890123456789",
	} {
		if got, ok := decimal([]byte(text)); ok {
			t.Errorf("decimal(%s) = %v, want none", text, got)
		}
	}
}
