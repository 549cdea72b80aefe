package table

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
)

// TestScaleIsNearest holds that a scaled decimal is the float64 nearest to the
// exact product, and an unscaled one that of ParseFloat.
func TestScaleIsNearest(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringMatching(`-?([0-9]{1,9}(\.[0-9]{0,6})?|\.[0-9]{1,6})(e-?[0-9])?`).Draw(r, "number")
		factor := rapid.SampledFrom([]float64{0.0001, 1e-8, 0.01, 0.25, 0.05, 0.03125, 100, -1, 1.5}).Draw(r, "factor")
		s, err := newScaling("price", factor)
		if err != nil {
			r.Fatal(err)
		}
		exact, ok := new(big.Rat).SetString(text)
		if !ok {
			r.Skip("no number")
		}
		by, _ := new(big.Rat).SetString(strconv.FormatFloat(factor, 'f', -1, 64))
		want, _ := exact.Mul(exact, by).Float64()
		got, err := number(textCell(text), s)
		if err != nil || got != want {
			r.Fatalf("%s times %v: got %v, %v; want %v", text, factor, got, err, want)
		}
		plain, err := strconv.ParseFloat(text, 64)
		if got, bad := number(textCell(text), nil); (err == nil) != (bad == nil) || math.Float64bits(got) != math.Float64bits(plain) {
			r.Fatalf("%s: got %v, %v; want %v, %v", text, got, bad, plain, err)
		}
	})
}

// TestScale holds single cases of scaling.
func TestScale(t *testing.T) {
	for _, c := range []struct {
		text   string
		factor float64
		want   float64
	}{
		{"123456", 0.0001, 12.3456},
		{"1.5e3", 0.0001, 0.15},
		{"-0", 0.0001, math.Copysign(0, -1)},
		{"3", 1e-30, 3e-30},
		{"123456789012345678", 0.5, 61728394506172839},
		{"1234567890123456789012", 0.001, 1234567890123456789.012},
	} {
		s, err := newScaling("price", c.factor)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := number(textCell(c.text), s); err != nil || math.Float64bits(got) != math.Float64bits(c.want) {
			t.Errorf("%s times %v: got %v, %v; want %v", c.text, c.factor, got, err, c.want)
		}
	}
	for factor, want := range map[float64]string{0: `scale: the factor of "x" must be a number other than 0`, math.Inf(1): `scale: the factor of "x" must be a number other than 0`} {
		_, err := newScaling("x", factor)
		wantError(t, err, want)
	}
	s, err := newScaling("x", 1e300)
	if err != nil {
		t.Fatal(err)
	}
	_, err = number(textCell("1e10"), s)
	wantError(t, err, `"1e10" is too large`)
	if n := testing.AllocsPerRun(100, func() { _, err = number(textCell("491800"), s) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
}

// TestCells holds what cells of the other kinds are as values.
func TestCells(t *testing.T) {
	var i, f, b, at, null Cell
	i.SetInt(123456)
	f.SetFloat(0.5)
	b.SetBool(true)
	at.SetMoment(7)
	null.SetFloat(math.NaN())
	cent, err := newScaling("price", 0.0001)
	if err != nil {
		t.Fatal(err)
	}
	var w words
	for _, c := range []struct {
		cell *Cell
		kind event.Kind
		by   *scaling
		want event.Value
		err  string
	}{
		{cell: &i, kind: event.KindInt, want: event.Int(123456)},
		{cell: &i, kind: event.KindFloat, want: event.Float(123456)},
		{cell: &i, kind: event.KindFloat, by: cent, want: event.Float(12.3456)},
		{cell: &i, kind: event.KindString, want: event.String("123456")},
		{cell: &i, kind: event.KindBool, err: `"123456" is neither true nor false`},
		{cell: &f, kind: event.KindFloat, by: cent, want: event.Float(0.00005)},
		{cell: &f, kind: event.KindInt, err: `"0.5" is no integer`},
		{cell: &f, kind: event.KindString, want: event.String("0.5")},
		{cell: &b, kind: event.KindBool, want: event.Bool(true)},
		{cell: &b, kind: event.KindString, want: event.String("true")},
		{cell: &b, kind: event.KindFloat, err: `"true" is no number`},
		{cell: &at, kind: event.KindInt, want: event.Int(7)},
		{cell: &at, kind: event.KindFloat, err: `"7" is no number`},
		{cell: &null, kind: event.KindFloat},
		{cell: &null, kind: event.KindString},
	} {
		got, err := w.value(c.cell, c.kind, c.by)
		if c.err != "" {
			wantError(t, err, c.err)
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s as %s: got %#v, %v; want %#v", c.cell.shown(), c.kind, got, err, c.want)
		}
	}
	cells := []Cell{i, *textCell("some text"), f, b, null, at, *textCell("")}
	row := packed("before").add(cells)
	for j, got := range row.cells(len("before"), nil, len(cells)) {
		if got.Kind != cells[j].Kind || got.shown() != cells[j].shown() {
			t.Errorf("packed: got %s, want %s", got.shown(), cells[j].shown())
		}
	}
}

// TestSizes holds what sizes of memory may look like.
func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"256MB": 256 << 20, "2 gb": 2 << 30, "1.5KB": 1536, "7": 7, "7B": 7, "0": 0, "x": 0, "-1MB": 0, "1TB": 0} {
		if got, err := parseSize(text); got != want || (err != nil) != (want == 0) {
			t.Errorf("%s: got %d, %v; want %d", text, got, err, want)
		}
	}
}
