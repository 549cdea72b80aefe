package describe

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestExact holds exact quantiles, means and ranges against sorting.
func TestExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 300).Draw(t, "values")
		c := &Column{}
		sum := 0.0
		for _, x := range values {
			c.add(cell{kind: number, number: x})
			sum += x
		}
		c.add(cell{})
		c.finish()
		sorted := slices.Sorted(slices.Values(values))
		for _, q := range []struct {
			of  float64
			got *float64
		}{{0.01, c.P1}, {0.05, c.P5}, {0.5, c.P50}, {0.95, c.P95}, {0.99, c.P99}} {
			atMost, below := 0, 0
			for _, x := range sorted {
				if x <= *q.got {
					atMost++
				}
				if x < *q.got {
					below++
				}
			}
			if n := float64(len(values)); float64(atMost) < q.of*n || float64(below) >= q.of*n {
				t.Errorf("quantile %v is %v: %d are below and %d at most that, of %d", q.of, *q.got, below, atMost, len(values))
			}
		}
		if *c.Min != sorted[0] || *c.Max != sorted[len(sorted)-1] || c.Values != uint64(len(values)) || c.Nulls != 1 {
			t.Errorf("%+v", c)
		}
		if math.Abs(*c.Mean-sum/float64(len(values))) > 1e-6 {
			t.Errorf("mean %v, want %v", *c.Mean, sum/float64(len(values)))
		}
	})
}

// TestSketch holds that beyond what is kept ranks are off by little, whatever the order,
// and that the memory is bounded.
func TestSketch(t *testing.T) {
	const n = 3 * ExactValues
	for name, value := range map[string]func(i int) float64{
		"rising":  func(i int) float64 { return float64(i) },
		"falling": func(i int) float64 { return float64(n - 1 - i) },
		"mixed":   func(i int) float64 { return float64(i * 7919 % n) },
	} {
		t.Run(name, func(t *testing.T) {
			c := &Column{}
			for i := range n {
				c.add(cell{kind: number, number: value(i)})
			}
			kept := len(c.sketch.Samples())
			c.finish()
			for q, got := range map[float64]float64{0.01: *c.P1, 0.05: *c.P5, 0.5: *c.P50, 0.95: *c.P95, 0.99: *c.P99} {
				if off := math.Abs(got/n - q); off > 0.002 {
					t.Errorf("quantile %v has the rank %v", q, got/n)
				}
			}
			if c.Exact || c.exact != nil || kept > ExactValues/5 || *c.Min != 0 || *c.Max != n-1 || math.Abs(*c.Mean-(n-1)/2.) > 1e-6 {
				t.Errorf("exact %t, %d kept, from %v to %v, mean %v", c.Exact, kept, *c.Min, *c.Max, *c.Mean)
			}
		})
	}
}

// TestDistinct holds that texts are told apart up to a bound.
func TestDistinct(t *testing.T) {
	var d distinct
	for i := range mostDistinct {
		d.add(strconv.Itoa(i))
		d.add("0")
	}
	if got := d.finish(); got != (Distinct{mostDistinct, false}) {
		t.Errorf("%+v", got)
	}
	d.add("one more")
	if got := d.finish(); got != (Distinct{mostDistinct, true}) {
		t.Errorf("%+v", got)
	}
}

// TestKeys holds which columns of a table are its key.
func TestKeys(t *testing.T) {
	for _, c := range []struct {
		text    string
		keys    int
		columns string
	}{
		{"time,received,lane,seq,exchange,symbol,mid.mid_price\n1,1,f/0,1,A,B,1\n2,2,f/0,2,A,C,1\n", 2, "mid.mid_price"},
		{"time,received,lane,seq,symbol,value,word\n1,1,f/0,1,A,1,x\n", 1, "value word"},
		{"time,received,lane,seq,symbol,a.word\n1,1,f/0,1,A,x\n", 1, "a.word"},
		{"symbol,price\nA,1\n", 0, "symbol price"},
		{"", 0, ""},
		{"time,received,lane,seq,symbol,value\n", 0, ""},
	} {
		r, err := Run(t.Context(), file(t, "x.csv", c.text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, column := range r.Columns {
			names = append(names, column.Name)
		}
		if r.Keys.Count != c.keys || strings.Join(names, " ") != c.columns {
			t.Errorf("%q: %d keys, columns %q", c.text, r.Keys.Count, names)
		}
	}
}

// TestBadFiles holds what is said of what cannot be read.
func TestBadFiles(t *testing.T) {
	const good = `{"kind":"row","key":{},"time":1,"values":{"a":1}}` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"x.jsonl", good + "\n{]\n", "x.jsonl:3: it is no line of an output"},
		{"x.jsonl", good + `{"kind":"rows"}`, "x.jsonl:2: it is no line of an output"},
		{"x.jsonl", good + `{"kind":"row","time":1,"values":[1]}`, "x.jsonl:2: it is no line of an output"},
		{"x.jsonl", good + `{"kind":"feature","time":1,"values":{}}`, "x.jsonl:2: it is no line of an output"},
		{"x.jsonl", good + `[1]`, "x.jsonl:2: it is no line of an output"},
		{"x.csv", "a,b\n1,2\n3\n", "x.csv:3: wrong number of fields"},
		{"x.csv", "a,b\n1,\"2\n", `x.csv:2: extraneous or missing " in quoted-field`},
		{"x.csv", "time,received,lane,seq,a\nnow,1,f/0,1,1\n", `x.csv:2: the time "now" is no integer`},
		{"x.txt", "", `"txt" is no format that can be read`},
		{"x", "", `"" is no format that can be read`},
	} {
		_, err := Run(t.Context(), file(t, c.name, c.text), Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q: error %v, want %s", c.name, c.text, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, file(t, "x.jsonl", good), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: error %v", err)
	}
}

// FuzzLine reads any line: it must be refused, or have as many values as names.
func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"kind":"feature","feature":"a","key":{"symbol":"B"},"time":1,"warmup":true,"values":{"x":1,"y":null,"z":[1]}}`))
	f.Add([]byte(`{"kind":"control","control":"gap","time":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var l lines
		if err := l.read(text); err != nil {
			if !errors.Is(err, errForeignLine) {
				t.Errorf("error %v", err)
			}
			return
		}
		if len(l.record.names) != len(l.record.cells) {
			t.Errorf("%d names, %d values", len(l.record.names), len(l.record.cells))
		}
	})
}
