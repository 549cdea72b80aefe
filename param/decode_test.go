package param_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/param"
)

func defaults() everything {
	return everything{
		Window:    time.Minute,
		Threshold: 0.5,
		Depth:     25,
		Seed:      7,
		Fill:      "none",
		Ages:      true,
		Symbols:   []string{"A", "B"},
		Time:      column{Unit: "ns"},
	}
}

func TestDecodeEverything(t *testing.T) {
	raw := list(text("kept"))
	n := doc(
		"where", text("x > 1"),
		"window", text("1h30m"),
		"reorder", text("0s"),
		"limit", scalar(param.Int, "-3"),
		"depth", scalar(param.Int, "0x10"),
		"seed", scalar(param.Int, "18446744073709551615"),
		"offset", scalar(param.Int, "-9223372036854775808"),
		"fill", text("previous"),
		"ages", scalar(param.Bool, "FALSE"),
		"symbols", scalar(param.Int, "007"), // one for many, and as written
		"periods", list(text("1s"), text("2d")),
		"names", doc("a", scalar(param.Bool, "True"), "b", text("y")),
		"weights", doc("a", scalar(param.Float, "1e3"), "b", scalar(param.Float, "-.INF")),
		"time", doc("column", text("ts"), "unit", text("ms")),
		"spare", doc("column", text("ts2")),
		"quantile", scalar(param.Float, ".25"),
		"more", raw,
		"columns", doc("p", doc("column", text("px"))),
		"levels", list(doc("column", text("l1")), doc("column", text("l2"), "unit", text("us"))),
		"http_port", scalar(param.Int, "0o17"),
		"table", doc("t", list(scalar(param.Int, "1"), scalar(param.Int, "+2")), "u", scalar(param.Int, "3")),
	)
	quantile := 0.25
	want := everything{
		common:    common{Where: "x > 1"},
		Window:    90 * time.Minute,
		Threshold: -3,
		Depth:     16,
		Seed:      math.MaxUint64,
		Offset:    math.MinInt64,
		Fill:      "previous",
		Symbols:   []string{"007"},
		Periods:   []time.Duration{time.Second, 48 * time.Hour},
		Names:     map[string]string{"a": "True", "b": "y"},
		Weights:   map[string]float64{"a": 1000, "b": math.Inf(-1)},
		Time:      column{"ts", "ms"},
		Spare:     &column{"ts2", "ns"},
		Quantile:  &quantile,
		More:      raw,
		Columns:   map[string]column{"p": {"px", "ns"}},
		Levels:    []column{{"l1", "ns"}, {"l2", "us"}},
		HTTPPort:  15,
		Table:     map[string][]int64{"t": {1, 2}, "u": {3}},
	}
	got := everything{Offset: 99, Spare: &column{}} // what was there is gone
	if problems := specFor[everything](t).Decode(n, "it", &got); problems != nil {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(everything{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDecodeDefaults(t *testing.T) {
	null := func() *param.Node { return &param.Node{} }
	for _, tt := range []struct {
		name string
		node *param.Node
	}{
		{"no pairs", doc("time", doc("column", text("x")))},
		{"keys without a value", doc("time", doc("column", text("x")), "symbols", null(), "names", null(),
			"spare", null(), "quantile", null(), "more", null(), "levels", null(), "columns", null())},
	} {
		want := defaults()
		want.Time.Column = "x"
		got := everything{Depth: 3, Offset: 4, Names: map[string]string{"a": "b"}}
		if problems := specFor[everything](t).Decode(tt.node, "it", &got); problems != nil {
			t.Errorf("%s: %v", tt.name, problems)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(everything{})); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
	type easy struct {
		Window time.Duration `default:"1m" doc:"x"`
	}
	var got easy
	if problems := specFor[easy](t).Decode(nil, "it", &got); problems != nil || got.Window != time.Minute {
		t.Errorf("a nil node: %v, %v", got, problems)
	}
}

func TestDecodeProblems(t *testing.T) {
	quoted := func(s string) *param.Node {
		n := text(s)
		n.Quoted = true
		return n
	}
	secret := func(kind param.Kind, s string) *param.Node {
		n := scalar(kind, s)
		n.Written = "${SECRET}"
		return n
	}
	for _, tt := range []struct {
		name, key string
		value     *param.Node
		want      string
		hint      string
	}{
		{name: "unknown", key: "windw", value: text("1s"), want: `1:3: unknown key "windw" in feature "ofi"; did you mean "window"?`},
		{name: "far from known", key: "symbol_map", value: text("1s"), want: `1:3: unknown key "symbol_map" in feature "ofi"`},
		{name: "unknown inside", key: "spare", value: doc("column", text("x"), "unti", text("x")), want: `2:3: unknown key "unti" in spare of feature "ofi"; did you mean "unit"?`},
		{name: "missing inside", key: "spare", value: doc("unit", text("ms")), want: `1:3: missing key "column" in spare of feature "ofi"`, hint: "column: ts"},
		{name: "missing in a list", key: "levels", value: list(doc()), want: `1:30: missing key "column" in levels.0 of feature "ofi"`, hint: "column: ts"},
		{name: "missing in a map", key: "columns", value: doc("a", doc()), want: `1:3: missing key "column" in columns.a of feature "ofi"`, hint: "column: ts"},
		{name: "list for a duration", key: "window", value: list(), want: "1:40: window: expected a duration such as 1m or 250ms, got a list"},
		{name: "word for a duration", key: "window", value: text("soon"), want: `1:50: window: expected a duration such as 1m or 250ms, got "soon"`},
		{name: "bare number", key: "window", value: scalar(param.Int, "5"), want: "1:50: window: a duration needs a unit: write 5s, 5ms or 5m, not 5"},
		{name: "not positive", key: "window", value: text("-1s"), want: "1:50: window must be positive, got -1s"},
		{name: "zero", key: "window", value: text("0s"), want: "1:50: window must be positive, got 0s"},
		{name: "negative", key: "reorder", value: text("-1s"), want: "1:50: reorder must not be negative, got -1s"},
		{name: "in a list", key: "periods", value: list(text("1s"), text("0s")), want: "1:50: periods.1 must be positive, got 0s"},
		{name: "range", key: "depth", value: scalar(param.Int, "101"), want: "1:50: depth must be from 1 to 100, got 101"},
		{name: "enum", key: "fill", value: text("prevous"), want: `1:50: fill must be none or previous, got "prevous"; did you mean "previous"?`},
		{name: "enum inside", key: "time", value: doc("column", text("x"), "unit", text("s")), want: `2:50: time.unit must be ns, us or ms, got "s"; did you mean "ns"?`},
		{name: "float for an integer", key: "depth", value: scalar(param.Float, "1.5"), want: "1:50: depth: expected an integer, got 1.5"},
		{name: "negative for unsigned", key: "seed", value: scalar(param.Int, "-1"), want: "1:50: seed: expected an integer of 0 or more, got -1"},
		{name: "too large", key: "offset", value: scalar(param.Int, "9223372036854775808"), want: "1:50: offset: 9223372036854775808 is too large"},
		{name: "too large a float", key: "limit", value: scalar(param.Float, "1e999"), want: "1:50: limit: 1e999 is too large"},
		{name: "quoted number", key: "depth", value: quoted("5"), want: `1:50: depth: expected an integer, got "5"`, hint: "write it without quotes"},
		{name: "quoted boolean", key: "ages", value: quoted("true"), want: `1:50: ages: expected true or false, got "true"`, hint: "write it without quotes"},
		{name: "yes", key: "ages", value: text("yes"), want: `1:50: ages: expected true or false, got "yes"`},
		{name: "nothing", key: "depth", value: &param.Node{}, want: "1:0: depth: expected an integer, got nothing"},
		{name: "map for text", key: "where", value: doc(), want: "1:30: where: expected text, got a map", hint: "which events count"},
		{name: "map for a list", key: "symbols", value: doc(), want: "1:30: symbols: expected text, or a list of these, got a map"},
		{name: "scalar for groups", key: "levels", value: text("x"), want: `1:50: levels: expected a list, got "x"`},
		{name: "scalar for a map", key: "weights", value: text("x"), want: `1:50: weights: expected a map from names to a number, got "x"`},
		{name: "wrong in a map", key: "weights", value: doc("a", text("x")), want: `1:50: weights.a: expected a number, got "x"`},
		{name: "list for a group", key: "time", value: list(), want: "1:40: time: expected a map with keys such as column, unit, got a list"},
		{name: "nothing in a list", key: "levels", value: list(&param.Node{}), want: "levels.0: expected a map with keys such as column, unit, got nothing"},
		{name: "secret of the wrong type", key: "depth", value: secret(param.String, "hunter2"), want: `1:50: depth: expected an integer, got "${SECRET}"`},
		{name: "secret duration", key: "window", value: secret(param.Int, "1234"), want: "1:50: window: expected a duration such as 1m or 250ms, got ${SECRET}"},
		{name: "secret out of range", key: "depth", value: secret(param.Int, "1234"), want: "1:50: depth must be from 1 to 100, got ${SECRET}"},
		{name: "secret enum", key: "fill", value: secret(param.String, "hunter2"), want: `1:50: fill must be none or previous, got "${SECRET}"`},
	} {
		n := doc(tt.key, tt.value)
		if tt.key != "time" {
			n.Pairs = append(n.Pairs, doc("time", doc("column", text("x"))).Pairs...)
		}
		var into everything
		problems := specFor[everything](t).Decode(n, `feature "ofi"`, &into)
		if got := problems.Error(); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
			continue
		}
		if problems[0].Hint != tt.hint {
			t.Errorf("%s: hint %q, want %q", tt.name, problems[0].Hint, tt.hint)
		}
	}
}

func TestDecodeReportsAll(t *testing.T) {
	n := doc("windw", text("1s"), "depth", text("x"), "window", text("-1s"))
	n.Pairs[0], n.Pairs[2] = n.Pairs[2], n.Pairs[0]
	var into everything
	problems := specFor[everything](t).Decode(n, `feature "ofi"`, &into)
	want := "1:3: unknown key \"windw\" in feature \"ofi\"; did you mean \"window\"?\n" +
		"2:50: depth: expected an integer, got \"x\"\n" +
		"3:50: window must be positive, got -1s"
	if got := problems.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDecodeWrongDocument(t *testing.T) {
	spec := specFor[column](t)
	var into column
	problems := spec.Decode(list(), `emitter "feed"`, &into)
	want := `1:40: emitter "feed": expected a map with keys such as column, unit, got a list`
	if got := problems.Error(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	for _, target := range []any{nil, into, &defaultsOnly{}, (*column)(nil)} {
		if problems := spec.Decode(doc(), "x", target); len(problems) != 1 {
			t.Errorf("decoding into a %T: %v, want one problem", target, problems)
		}
	}
}

type defaultsOnly struct {
	Window time.Duration `default:"1m" doc:"x"`
}

// TestDecodeNullWord takes the word null, which documents also write for
// nothing, where it is one of the words a field knows.
func TestDecodeNullWord(t *testing.T) {
	type params struct {
		Missing string `default:"wait" enum:"wait,null" doc:"x"`
		Other   string `default:"a" enum:"a,b" doc:"x"`
	}
	spec := specFor[params](t)
	var got params
	problems := spec.Decode(doc("missing", scalar(param.Null, "null"), "other", scalar(param.Null, "null")), "it", &got)
	if got.Missing != "null" || problems.Error() != "2:50: other: expected a or b, got nothing" {
		t.Errorf("%+v, %v", got, problems)
	}
}
